package dev.doppio.capture.preflight;

import dev.doppio.capture.config.CaptureConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the server's settings and the account's privileges must be. */
final class ServerRules {
  private static final long SECONDS_PER_DAY = 86_400;

  /** Settings with one right value; a server without the setting has no other way. */
  private static final Map<String, String> DYNAMIC =
      Map.of("binlog_format", "ROW", "binlog_row_image", "FULL");

  private final CaptureConfig config;
  private final ServerFacts server;
  private final List<Finding> findings = new ArrayList<>();

  ServerRules(CaptureConfig config, ServerFacts server) {
    this.config = config;
    this.server = server;
  }

  List<Finding> judge() {
    version();
    letterCase();
    binlog();
    replicaUpdates();
    gtids();
    durability();
    privileges();
    serverId();
    retention();
    return findings;
  }

  private void refuse(String setting, String what, String remedy) {
    findings.add(Finding.refusal(setting + " at " + server.address(), what, remedy));
  }

  private void warn(String setting, String what, String remedy) {
    findings.add(Finding.warning(setting + " at " + server.address(), what, remedy));
  }

  private void version() {
    int dot = server.version().indexOf('.');
    String major = dot < 0 ? server.version() : server.version().substring(0, dot);
    if (server.version().contains("MariaDB") || !major.matches("[89]|[1-9][0-9]")) {
      refuse("version", "it is " + server.version(), "Use MySQL 8.0 or newer");
    }
  }

  /** Else a statement may write a table's name in another way than the binlog's rows do. */
  private void letterCase() {
    if (!server.variable("lower_case_table_names").equals("0")) {
      refuse(
          "lower_case_table_names",
          "it is "
              + shown("lower_case_table_names")
              + ", and names in statements then differ in case from names in the binlog, which"
              + " capture does not follow yet",
          "It is fixed when a server is initialised: capture from a server that was initialised"
              + " with lower_case_table_names = 0 (a replica or a restored dump)");
    }
  }

  private void binlog() {
    if (!isOn("log_bin")) {
      refuse(
          "log_bin",
          "the server writes no binlog",
          "Put log_bin=binlog into the [mysqld] section of my.cnf, take out skip_log_bin, restart");
    }
    DYNAMIC.forEach(
        (name, wanted) -> {
          if (server.variables().containsKey(name) && !server.variable(name).equals(wanted)) {
            refuse(
                name,
                "it is " + shown(name) + ", needed is " + wanted,
                "SET PERSIST "
                    + name
                    + " = '"
                    + wanted
                    + "', then reconnect all applications, whose sessions keep the old value");
          }
        });
  }

  /** A replica that does not write what it applies has nothing to read from. */
  private void replicaUpdates() {
    boolean off =
        server.variable("log_replica_updates").equals("OFF")
            || server.variable("log_slave_updates").equals("OFF");
    if (config.endpoints().size() > 1 && off) {
      warn(
          "log_replica_updates",
          "it is OFF: as a replica this server's binlog lacks what its source commits, and it can't"
              + " take that one's place here",
          "Put log_replica_updates=ON into my.cnf, restart");
    }
  }

  private void gtids() {
    if (!isOn("gtid_mode")) {
      refuse(
          "gtid_mode",
          "it is " + shown("gtid_mode") + ", needed is ON",
          "Step by step, each on all servers of the topology: SET PERSIST enforce_gtid_consistency"
              + " = ON; SET PERSIST gtid_mode = OFF_PERMISSIVE; SET PERSIST gtid_mode ="
              + " ON_PERMISSIVE; SET PERSIST gtid_mode = ON");
    }
    if (!isOn("enforce_gtid_consistency")) {
      refuse(
          "enforce_gtid_consistency",
          "it is " + shown("enforce_gtid_consistency") + ", needed is ON",
          "SET PERSIST enforce_gtid_consistency = ON");
    }
  }

  private void durability() {
    for (String name : List.of("sync_binlog", "innodb_flush_log_at_trx_commit")) {
      if (!server.variable(name).equals("1")) {
        String what =
            "it is "
                + shown(name)
                + ": a crash may lose transactions that are already in the log, and give their"
                + " GTIDs to others";
        if (config.overrides().unsafeDurability()) {
          warn(name, what, "Taken on by capture.override.unsafe-durability");
        } else {
          refuse(
              name,
              what,
              "SET PERSIST "
                  + name
                  + " = 1, or take it on with capture.override.unsafe-durability: true");
        }
      }
    }
  }

  private void privileges() {
    if (!server.allows("REPLICATION SLAVE")) {
      refuse("privilege REPLICATION SLAVE", missing(), grant("REPLICATION SLAVE"));
    }
    if (!server.allows("REPLICATION CLIENT")) {
      refuse("privilege REPLICATION CLIENT", missing(), grant("REPLICATION CLIENT"));
    }
  }

  private String missing() {
    return "account " + config.endpoint().user() + " lacks it";
  }

  private String grant(String privilege) {
    return Grants.global(privilege, config.endpoint().user());
  }

  private void serverId() {
    long own = config.effectiveServerId();
    String remedy =
        config.serverId().isPresent()
            ? "Choose another storage-node.mysql.server-id"
            : "Set storage-node.mysql.server-id: " + own + " is derived from the node's name";
    if (server.variable("server_id").equals("0")) {
      refuse("server_id", "it is 0", "Put server_id into my.cnf, unique in the topology");
    }
    if (server.variable("server_id").equals(Long.toString(own))) {
      refuse("server_id", own + " is also the id capture connects with", remedy);
    }
    if (server.replicas().filter(ids -> ids.contains(own)).isPresent()) {
      refuse("server_id", "a connected replica has the id capture connects with, " + own, remedy);
    }
  }

  private void retention() {
    String seconds = server.variable("binlog_expire_logs_seconds");
    boolean expires = seconds.matches("[0-9]{1,18}") && !seconds.equals("0");
    if (expires && Long.parseLong(seconds) < SECONDS_PER_DAY) {
      warn(
          "binlog_expire_logs_seconds",
          "binlogs are kept for " + seconds + " seconds: a longer outage needs a new snapshot",
          "SET PERSIST binlog_expire_logs_seconds = 604800");
    }
  }

  private boolean isOn(String name) {
    return server.variable(name).equals("ON") || server.variable(name).equals("1");
  }

  private String shown(String name) {
    String value = server.variable(name);
    return value.isEmpty() ? "not set" : value;
  }
}
