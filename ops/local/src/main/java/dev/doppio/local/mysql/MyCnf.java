package dev.doppio.local.mysql;

import dev.doppio.local.PrivateCa;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The option file of one server. */
final class MyCnf {
  /** What MySQL 8.0 to 9 all accept: no option that 8.4 removed. */
  private static final List<String> STORAGE_NODE =
      List.of(
          "gtid_mode=ON",
          "enforce_gtid_consistency=ON",
          "log_bin=binlog",
          "binlog_format=ROW",
          "binlog_row_image=FULL",
          "binlog_row_metadata=FULL",
          "log_replica_updates=ON",
          "sync_binlog=1",
          "innodb_flush_log_at_trx_commit=1",
          "character_set_server=utf8mb4");

  /** Small, so that several fit on one machine beside Kafka. */
  private static final List<String> MODEST =
      List.of(
          "innodb_buffer_pool_size=64M",
          "innodb_log_buffer_size=8M",
          "loose_innodb_redo_log_capacity=64M",
          "max_connections=100",
          "table_open_cache=400",
          "table_definition_cache=400",
          "performance_schema_digests_size=200",
          "performance_schema_max_table_instances=1000",
          "performance_schema_max_table_handles=1000",
          "performance_schema_events_statements_history_long_size=100",
          "performance_schema_events_waits_history_long_size=100",
          "performance_schema_events_stages_history_long_size=100",
          "performance_schema_events_transactions_history_long_size=100");

  private MyCnf() {}

  /** What a server of this specification runs with, wherever it runs. */
  static List<String> settings(MySqlSpec spec) {
    List<String> lines = new ArrayList<>();
    lines.add("server_id=" + spec.serverId());
    lines.add("skip_name_resolve=ON");
    lines.add("loose_mysqlx=OFF");
    lines.addAll(MODEST);
    lines.addAll(STORAGE_NODE);
    lines.addAll(spec.settings());
    return lines;
  }

  /** Where a server on this machine, below a workspace, keeps and finds its things. */
  static List<String> placement(Path data, Path temporary, int port) {
    List<String> lines = new ArrayList<>();
    lines.add("datadir=" + data);
    lines.add("tmpdir=" + temporary);
    lines.add("port=" + port);
    lines.add("bind_address=127.0.0.1");
    // Relative to the data folder: an absolute path may exceed the 107 bytes of a socket's name.
    lines.add("socket=mysql.sock");
    lines.add("pid_file=mysqld.pid");
    return lines;
  }

  /** No connection without TLS. */
  static List<String> tls(Path ca, PrivateCa.Identity identity) {
    return List.of(
        "ssl_ca=" + ca,
        "ssl_cert=" + identity.certificate(),
        "ssl_key=" + identity.key(),
        "require_secure_transport=ON");
  }
}
