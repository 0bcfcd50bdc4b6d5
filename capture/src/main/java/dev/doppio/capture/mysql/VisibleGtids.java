package dev.doppio.capture.mysql;

import dev.doppio.schemas.gtid.Gtid;
import dev.doppio.schemas.gtid.GtidSet;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Every transaction whose changes a statement may have seen, on any server. {@code gtid_executed}
 * alone lacks those that the storage engine has committed just now. Such a one is in {@code
 * gtid_owned} from before it goes into the binlog until it is in {@code gtid_executed}, so a set
 * that is read from both, in this order, has it (MySQL manual, "GTID Life Cycle"; sql/rpl_gtid.h,
 * {@code Owned_gtids}).
 */
public final class VisibleGtids {
  /** A thread's number ends where the next source begins. */
  private static final Pattern SOURCE =
      Pattern.compile(
          "([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
              + "((?::[a-z_][a-z0-9_]*|:\\d+#\\d+?(?=:|$|[0-9a-f]{8}-))+)");

  private final SqlSession sql;

  /** Asks over this connection. */
  public VisibleGtids(SqlSession sql) {
    this.sql = sql;
  }

  /**
   * Reads it.
   *
   * @throws dev.doppio.schemas.failure.DoppioException SOURCE_UNAVAILABLE
   */
  public GtidSet read() {
    GtidSet owned = owned(one("SELECT @@GLOBAL.gtid_owned"));
    return GtidSet.parse(one("SELECT @@GLOBAL.gtid_executed").replace("\n", "")).with(owned);
  }

  /**
   * Waits until all of these are executed.
   *
   * @return false when they are not after so long
   */
  public boolean awaitExecuted(GtidSet set, int seconds) {
    return sql.first("SELECT WAIT_FOR_EXECUTED_GTID_SET(?, " + seconds + ")", set.toString())
        .equals(Optional.of("0"));
  }

  private String one(String query) {
    return sql.query(query, row -> row.getString(1)).get(0);
  }

  /**
   * Reads what {@code @@gtid_owned} prints: {@code uuid:number#thread:number#thread...}, a source
   * right behind the other, with or without a comma, tags before the numbers that belong to them.
   *
   * @throws IllegalArgumentException on anything else
   */
  static GtidSet owned(String text) {
    String rest = text.toLowerCase(Locale.ROOT).replaceAll("[\\s,]", "");
    GtidSet owned = GtidSet.empty();
    Matcher sources = SOURCE.matcher(rest);
    int end = 0;
    while (sources.find() && sources.start() == end) {
      owned = owned.with(numbers(sources.group(1), sources.group(2).substring(1)));
      end = sources.end();
    }
    if (end != rest.length()) {
      throw new IllegalArgumentException("'" + text + "' is not what gtid_owned prints");
    }
    return owned;
  }

  private static GtidSet numbers(String uuid, String fields) {
    GtidSet owned = GtidSet.empty();
    String source = uuid;
    for (String field : fields.split(":", -1)) {
      int hash = field.indexOf('#');
      if (hash < 0) {
        source = uuid + ":" + field;
      } else {
        owned = owned.with(new Gtid(source, Long.parseLong(field.substring(0, hash))));
      }
    }
    return owned;
  }
}
