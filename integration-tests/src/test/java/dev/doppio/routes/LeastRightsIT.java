package dev.doppio.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doppio.guarantees.ReplicaEqual;
import dev.doppio.local.PrivateCa;
import dev.doppio.local.kafka.KafkaCluster;
import dev.doppio.local.kafka.KafkaSpec;
import dev.doppio.local.kafka.Listener;
import dev.doppio.local.mysql.MySqlServer;
import dev.doppio.local.mysql.MySqlSpec;
import dev.doppio.oracle.Journal;
import dev.doppio.servers.Command;
import dev.doppio.servers.Configs;
import dev.doppio.servers.Daemon;
import dev.doppio.servers.Refusal;
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
import java.util.concurrent.CompletableFuture;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * TLS on every connection, with the server's certificate and name verified, SASL at Kafka, and no
 * right that {@code doppio grants} does not print.
 */
final class LeastRightsIT {
  private static final Pattern ACL =
      Pattern.compile(
          "--operation (\\w+) --([a-z-]+)(?: '([^']*)')?(?: --resource-pattern-type (\\w+))?$",
          Pattern.MULTILINE);
  private static final Pattern GRANT = Pattern.compile("^GRANT .*$", Pattern.MULTILINE);
  private static MySqlServer source;
  private static MySqlServer replica;
  private static KafkaCluster kafka;

  /** Each takes seconds, most of them waiting. */
  @BeforeAll
  static void startServers() {
    KafkaSpec spec =
        KafkaSpec.named(Servers.freshName("secured"))
            .withListener(Listener.SASL_TLS)
            .withUser("sidecar", "sidecar-secret")
            .withUser("applier", "applier-secret");
    CompletableFuture<KafkaCluster> brokers =
        CompletableFuture.supplyAsync(() -> KafkaCluster.start(Servers.workspace(), spec));
    CompletableFuture<MySqlServer> second = CompletableFuture.supplyAsync(() -> mysql(302));
    source = mysql(301);
    replica = second.join();
    kafka = brokers.join();
  }

  @AfterAll
  static void stopServers() {
    kafka.close();
    replica.close();
    source.close();
  }

  private static MySqlServer mysql(int serverId) {
    return MySqlServer.start(
        Servers.workspace(),
        MySqlSpec.storageNode(Servers.freshName("secured"), serverId).withTls());
  }

  @Test
  void daemonsWithJustThePrintedRightsReplicateOverVerifiedConnections() throws Exception {
    String database = Servers.freshDatabase("safe");
    try (Connection here = Servers.connect(source);
        Connection there = Servers.connect(replica)) {
      Mailboxes mailboxes = new Mailboxes(here, database, new Journal(), 1);
      mailboxes.create();
      String sidecar = sidecar(database, "sc_" + database, "sidecar-secret");
      String applier = applier(database, "ap_" + database, "applier-secret");
      grant(List.of("sidecar"), "sidecar", sidecar, here, "sc_" + database);
      grant(List.of("apply", "mysql"), "applier", applier, there, "ap_" + database);
      try (Daemon first = Daemon.start("safe-sidecar", List.of("sidecar"), sidecar);
          Daemon second = Daemon.start("safe-applier", List.of("apply", "mysql"), applier)) {
        first.awaitReady();
        second.awaitReady();
        mailboxes.run(50);
        await()
            .atMost(Duration.ofSeconds(60))
            .untilAsserted(() -> new ReplicaEqual(here, there, database).check());
        assertThat(first.terminate()).isZero();
        assertThat(second.terminate()).isZero();
      }
    }
  }

  @Test
  void aWrongPasswordAtKafkaIsRefusedAtOnceByBothDaemons() throws Exception {
    String database = Servers.freshDatabase("unsafe");
    try (Connection here = Servers.connect(source)) {
      new Mailboxes(here, database, new Journal(), 1).create();
    }
    new Refusal(List.of("sidecar"), kafka, source)
        .exits(3, sidecar(database, "root", "wrong"))
        .says("reject this client's credentials", "Check kafka.security.protocol, kafka.sasl.*");
    new Refusal(List.of("apply", "mysql"), kafka, replica)
        .exits(3, applier(database, "root", "wrong"))
        .says("rejects this client's credentials", "Check kafka.security.protocol, kafka.sasl.*");
  }

  @Test
  void aServerUnderANameThatItsCertificateLacksIsNotConnectedTo() throws Exception {
    String database = Servers.freshDatabase("unsafe");
    String stranger = "127.1"; // the same address, by a name that the certificate lacks
    new Refusal(List.of("sidecar"), kafka, source)
        .exits(
            4,
            sidecar(database, "root", "sidecar-secret")
                .replace("host: " + source.host(), "host: " + stranger),
            "--set",
            "daemon.start-wait=1s")
        .says("MySQL", stranger);
  }

  private static String sidecar(String database, String account, String password)
      throws IOException {
    String yaml = Configs.sidecar("node-" + database, source, kafka, database, 2);
    return secured(yaml, "sidecar", account, password);
  }

  private static String applier(String database, String account, String password)
      throws IOException {
    return secured(Configs.apply(replica, kafka, database, 2), "applier", account, password);
  }

  /** Secrets come from files of their own: the configuration refuses to hold them. */
  private static String secured(String yaml, String principal, String account, String password)
      throws IOException {
    String tls =
        "\n    tls: {mode: verify-identity, trust-store: %s, trust-store-password-file: %s}"
            .formatted(
                Servers.workspace().certificates().trustStore(),
                secret("trust-store", PrivateCa.TRUST_STORE_PASSWORD));
    StringBuilder all = new StringBuilder(yaml.replace("user: root", "user: " + account + tls));
    for (Map.Entry<String, String> setting : kafka.clientProperties(principal).entrySet()) {
      if (setting.getKey().equals("sasl.jaas.config")) {
        String login = setting.getValue().replace(principal + "-secret", password);
        all.append("  sasl.jaas.config-file: ").append(secret(principal + password, login));
        all.append('\n');
      } else if (!setting.getKey().equals("bootstrap.servers")) {
        all.append("  ").append(setting.getKey()).append(": ").append(setting.getValue());
        all.append('\n');
      }
    }
    return all.toString();
  }

  private static Path secret(String name, String content) throws IOException {
    return Files.writeString(Servers.workspace().folder("secrets").resolve(name), content);
  }

  private static void grant(
      List<String> command, String principal, String yaml, Connection root, String account)
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
    accounts(root, account, printed);
    acls(principal, printed);
  }

  private static void accounts(Connection root, String account, String printed)
      throws SQLException {
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

  private static void acls(String principal, String printed) throws Exception {
    List<AclBinding> bindings = new ArrayList<>();
    Matcher acl = ACL.matcher(printed);
    while (acl.find()) {
      ResourceType type =
          ResourceType.fromString(acl.group(2).replace('-', '_').toUpperCase(Locale.ROOT));
      String name = type == ResourceType.CLUSTER ? "kafka-cluster" : acl.group(3);
      bindings.add(
          new AclBinding(
              new ResourcePattern(
                  type, name, acl.group(4) == null ? PatternType.LITERAL : PatternType.PREFIXED),
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
