package dev.doppio.hazards;

import static org.awaitility.Awaitility.await;

import dev.doppio.local.mysql.MySqlServer;
import dev.doppio.servers.Servers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Three MySQL servers, each the replica of the one before it, by GTID. A commit is acknowledged
 * when the next server has it (semi-synchronous), so that what was acknowledged is not lost with
 * one server. Used by one thread.
 */
final class ReplicationChain implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String[] SEMI_SYNCHRONOUS = {
    "plugin_load_add=semisync_source.so",
    "plugin_load_add=semisync_replica.so",
    "loose_rpl_semi_sync_source_timeout=600000",
    "loose_rpl_semi_sync_replica_enabled=ON"
  };

  private final List<MySqlServer> servers = new ArrayList<>();
  private final List<String> names = new ArrayList<>();

  ReplicationChain() throws SQLException {
    for (String name : List.of("chain-a", "chain-b", "chain-c")) {
      names.add(Servers.freshName(name));
    }
    names.stream()
        .map(name -> CompletableFuture.supplyAsync(() -> Servers.mysql(name, SEMI_SYNCHRONOUS)))
        .toList()
        .forEach(starting -> servers.add(starting.join()));
    follow(1);
    follow(2);
    execute(0, "SET GLOBAL rpl_semi_sync_source_enabled = ON");
    execute(1, "SET GLOBAL rpl_semi_sync_source_enabled = ON");
  }

  private void follow(int replica) throws SQLException {
    execute(
        replica,
        "SET GLOBAL read_only = ON",
        "CHANGE REPLICATION SOURCE TO SOURCE_HOST = '127.0.0.1', SOURCE_PORT = "
            + servers.get(replica - 1).port()
            + ", SOURCE_USER = '"
            + MySqlServer.ROOT_USER
            + "', SOURCE_PASSWORD = '"
            + MySqlServer.ROOT_PASSWORD
            + "', SOURCE_AUTO_POSITION = 1, SOURCE_CONNECT_RETRY = 1, GET_SOURCE_PUBLIC_KEY = 1",
        "START REPLICA");
    await("a replica that follows")
        .atMost(LIMIT)
        .until(
            () ->
                ask(
                        replica,
                        "SELECT service_state FROM"
                            + " performance_schema.replication_connection_status")
                    .equals("ON"));
  }

  /** All of them, in the order of the chain. */
  List<MySqlServer> servers() {
    return List.copyOf(servers);
  }

  MySqlServer server(int place) {
    return servers.get(place);
  }

  String address(int place) {
    return servers.get(place).host() + ":" + servers.get(place).port();
  }

  void execute(int place, String... statements) throws SQLException {
    try (Connection connection = servers.get(place).connect();
        Statement sql = connection.createStatement()) {
      for (String statement : statements) {
        sql.execute(statement);
      }
    }
  }

  String ask(int place, String query) throws SQLException {
    try (Connection connection = servers.get(place).connect();
        Statement sql = connection.createStatement();
        ResultSet row = sql.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }

  String executed(int place) throws SQLException {
    return ask(place, "SELECT @@GLOBAL.gtid_executed").replace("\n", "");
  }

  /** Waits until a server has executed all of these. */
  void awaitExecuted(int place, String gtids) {
    await("transactions %s at %s".formatted(gtids, address(place)))
        .atMost(LIMIT)
        .until(
            () ->
                ask(place, "SELECT GTID_SUBSET('" + gtids + "', @@GLOBAL.gtid_executed)")
                    .equals("1"));
  }

  /** Makes a replica whose source is gone the one that takes writes, when it has applied it all. */
  void promote(int place) throws SQLException {
    String received =
        ask(
            place,
            "SELECT received_transaction_set FROM"
                + " performance_schema.replication_connection_status");
    awaitExecuted(place, received.replace("\n", ""));
    execute(place, "STOP REPLICA", "RESET REPLICA ALL", "SET GLOBAL read_only = OFF");
  }

  @Override
  public void close() {
    Servers.stop(names.toArray(String[]::new));
  }
}
