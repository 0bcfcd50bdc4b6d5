package dev.doppio.oracle;

import dev.doppio.local.mysql.MySqlServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The order of a storage node's transactions, as MySQL's own {@code mysqlbinlog} prints it. */
public final class Binlog {
  private static final Pattern GTID_NEXT =
      Pattern.compile("^SET @@SESSION.GTID_NEXT= '([0-9a-fA-F:-]+)'");

  private static final Pattern TABLE_MAP = Pattern.compile("\\sTable_map: `([^`]+)`\\.");

  private final Map<String, Set<String>> databases;

  private Binlog(Map<String, Set<String>> databases) {
    this.databases = databases;
  }

  /** The GTIDs in binlog order. */
  public List<String> gtids() {
    return List.copyOf(databases.keySet());
  }

  /** Those that have rows of a database. */
  public List<String> gtids(String database) {
    return gtids().stream().filter(gtid -> databases.get(gtid).contains(database)).toList();
  }

  /** The GTIDs in binlog order, from the oldest binlog that is left. */
  public static List<String> gtids(MySqlServer server) throws IOException, SQLException {
    return of(server).gtids();
  }

  /** All binlogs that are left. */
  public static Binlog of(MySqlServer server) throws IOException, SQLException {
    Process process =
        server
            .program(
                "mysqlbinlog",
                "--read-from-remote-server",
                "--to-last-log",
                "--base64-output=decode-rows",
                oldest(server))
            .redirectErrorStream(true)
            .start();
    Map<String, Set<String>> gtids = new LinkedHashMap<>();
    Set<String> databases = new TreeSet<>();
    StringBuilder other = new StringBuilder();
    try (var lines = process.inputReader(StandardCharsets.ISO_8859_1)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Matcher matcher = GTID_NEXT.matcher(line);
        Matcher table = TABLE_MAP.matcher(line);
        if (matcher.find()) {
          databases = new TreeSet<>();
          gtids.put(matcher.group(1).toLowerCase(java.util.Locale.ROOT), databases);
        } else if (table.find()) {
          databases.add(table.group(1));
        } else if (line.startsWith("ERROR")) {
          other.append(line).append('\n');
        }
      }
    }
    if (gtids.isEmpty()) {
      throw new AssertionError("mysqlbinlog printed no GTID. " + other);
    }
    return new Binlog(gtids);
  }

  private static String oldest(MySqlServer server) throws SQLException {
    try (Connection connection = server.connect();
        Statement sql = connection.createStatement();
        ResultSet logs = sql.executeQuery("SHOW BINARY LOGS")) {
      logs.next();
      return logs.getString(1);
    }
  }
}
