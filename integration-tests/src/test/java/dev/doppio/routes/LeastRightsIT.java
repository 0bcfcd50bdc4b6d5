package dev.doppio.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doppio.guarantees.ReplicaEqual;
import dev.doppio.local.kafka.KafkaCluster;
import dev.doppio.local.kafka.KafkaSpec;
import dev.doppio.local.kafka.Listener;
import dev.doppio.local.mysql.MySqlServer;
import dev.doppio.oracle.Journal;
import dev.doppio.servers.Command;
import dev.doppio.servers.Configs;
import dev.doppio.servers.Daemon;
import dev.doppio.servers.Servers;
import dev.doppio.workload.Mailboxes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;

/** TLS and SASL on every connection, and no right that {@code doppio grants} does not print. */
final class LeastRightsIT {
  private static final Pattern ACL =
      Pattern.compile("--operation (\\w+) --([a-z-]+)(?: '([^']*)')?$", Pattern.MULTILINE);
  private static final Pattern GRANT = Pattern.compile("^GRANT .*$", Pattern.MULTILINE);

  @Test
  void daemonsWithJustThePrintedRightsReplicateOverEncryptedConnections() throws Exception {
    String database = Servers.freshDatabase("safe");
    MySqlServer source = Servers.source();
    MySqlServer replica = Servers.replica();
    KafkaSpec spec =
        KafkaSpec.named(Servers.freshName("secured"))
            .withListener(Listener.SASL_TLS)
            .withUser("sidecar", "sidecar-secret")
            .withUser("applier", "applier-secret");
    try (KafkaCluster kafka = KafkaCluster.start(Servers.workspace(), spec);
        Connection here = Servers.connect(source);
        Connection there = Servers.connect(replica)) {
      Mailboxes mailboxes = new Mailboxes(Servers.connect(source), database, new Journal(), 1);
      mailboxes.create();
      String sidecar =
          secured(
              Configs.sidecar("node-" + database, source, kafka, database, 2),
              kafka,
              "sidecar",
              "sc_" + database);
      String applier =
          secured(Configs.apply(replica, kafka, database, 2), kafka, "applier", "ap_" + database);
      grant(List.of("sidecar"), "sidecar", sidecar, here, "sc_" + database, kafka);
      grant(List.of("apply", "mysql"), "applier", applier, there, "ap_" + database, kafka);
      try (Daemon first = Daemon.start("safe-sidecar", List.of("sidecar"), sidecar).awaitReady();
          Daemon second =
              Daemon.start("safe-applier", List.of("apply", "mysql"), applier).awaitReady()) {
        mailboxes.run(50);
        await()
            .atMost(Duration.ofSeconds(60))
            .untilAsserted(() -> new ReplicaEqual(here, there, database).check());
        assertThat(first.terminate()).isZero();
        assertThat(second.terminate()).isZero();
      }
    }
  }

  /** Secrets come from files of their own: the configuration refuses to hold them. */
  private static String secured(String yaml, KafkaCluster kafka, String principal, String account)
      throws IOException {
    StringBuilder all = new StringBuilder();
    all.append(yaml.replace("user: root", "user: " + account + "\n    tls: {mode: required}"));
    for (Map.Entry<String, String> setting : kafka.clientProperties(principal).entrySet()) {
      if (setting.getKey().equals("sasl.jaas.config")) {
        Path secret = Servers.workspace().folder("secrets").resolve(principal);
        Files.writeString(secret, setting.getValue());
        all.append("  sasl.jaas.config-file: ").append(secret).append('\n');
      } else if (!setting.getKey().equals("bootstrap.servers")) {
        all.append("  ").append(setting.getKey()).append(": ").append(setting.getValue());
        all.append('\n');
      }
    }
    return all.toString();
  }

  private static void grant(
      List<String> command,
      String principal,
      String yaml,
      Connection root,
      String account,
      KafkaCluster kafka)
      throws Exception {
    List<String> arguments = new ArrayList<>(List.of("grants"));
    arguments.add(command.get(0).equals("apply") ? "apply" : "sidecar");
    arguments.addAll(
        List.of(
            "--config",
            Daemon.configuration(principal, yaml).toString(),
            "--principal",
            "User:" + principal));
    String printed = Command.run(arguments).exits(0).output();
    mysql(root, account, printed);
    kafka(kafka, principal, printed);
  }

  private static void mysql(Connection root, String account, String printed) throws SQLException {
    Matcher grant = GRANT.matcher(printed);
    int grants = 0;
    try (Statement sql = root.createStatement()) {
      sql.execute("CREATE USER '" + account + "'@'%' IDENTIFIED BY 'doppio' REQUIRE SSL");
      for (; grant.find(); grants++) {
        sql.execute(grant.group().replaceAll(";$", ""));
      }
    }
    assertThat(grants).as("GRANTs in:\n%s", printed).isPositive();
  }

  private static void kafka(KafkaCluster kafka, String principal, String printed) throws Exception {
    List<AclBinding> bindings = new ArrayList<>();
    Matcher acl = ACL.matcher(printed);
    while (acl.find()) {
      ResourceType type =
          ResourceType.fromString(acl.group(2).replace('-', '_').toUpperCase(Locale.ROOT));
      String name = type == ResourceType.CLUSTER ? "kafka-cluster" : acl.group(3);
      bindings.add(
          new AclBinding(
              new ResourcePattern(type, name, PatternType.LITERAL),
              new AccessControlEntry(
                  "User:" + principal, "*", operation(acl.group(1)), AclPermissionType.ALLOW)));
    }
    assertThat(bindings).as("ACLs in:\n%s", printed).isNotEmpty();
    try (Admin admin = kafka.admin()) {
      admin.createAcls(bindings).all().get();
    }
  }

  private static AclOperation operation(String camelCase) {
    return AclOperation.fromString(
        camelCase.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(java.util.Locale.ROOT));
  }
}
