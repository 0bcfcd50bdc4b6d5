package dev.doppio.applier.mysql;

import static dev.doppio.applier.mysql.Replica.column;
import static dev.doppio.applier.mysql.Replica.insert;
import static dev.doppio.applier.mysql.Replica.query;
import static dev.doppio.applier.mysql.Replica.required;
import static dev.doppio.applier.mysql.Replica.table;
import static dev.doppio.applier.mysql.Replica.type;
import static dev.doppio.applier.mysql.Replica.varchar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doppio.logreader.TargetPartition;
import dev.doppio.schemas.document.MySqlType;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.PartitionId;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that can't be a replica is refused with the statement that makes it one. */
final class ReplicaPreflightIT {
  private static final PartitionId P0 = new PartitionId("shop", 0);
  private static final TableVersion ITEMS =
      table("shop", "items", 1, required("id", type(MySqlType.BIGINT)), column("a", varchar(10)));
  private static final String ON_DOCUMENTS =
      "GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX, TRIGGER, EVENT ON"
          + " `shop`.* TO replica_user";
  private static final String ON_CHECKPOINTS =
      "GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX ON `doppio`.* TO"
          + " replica_user";

  @BeforeEach
  void anAccountWithTheLeastRights() {
    Replica.run(
        "DROP DATABASE IF EXISTS doppio",
        "DROP DATABASE IF EXISTS shop",
        "CREATE DATABASE shop",
        "CREATE TABLE shop.items (id BIGINT PRIMARY KEY, a VARCHAR(10) COLLATE"
            + " utf8mb4_0900_ai_ci)",
        "DROP USER IF EXISTS replica_user",
        "CREATE USER replica_user IDENTIFIED BY 'secret'",
        ON_DOCUMENTS,
        ON_CHECKPOINTS);
  }

  @AfterEach
  void writable() {
    Replica.run(
        "SET GLOBAL super_read_only = OFF", "SET GLOBAL read_only = OFF", "DROP USER replica_user");
  }

  @Test
  void theLeastRightsAreEnoughForEverything() {
    assertThat(MySqlTarget.preflight(least())).isEmpty();
    try (MySqlTarget target = MySqlTarget.connect(least());
        MySqlTarget next = MySqlTarget.connect(least())) {
      TargetPartition stalled = target.open(P0);
      Replica.commit(stalled, P0, 1, insert(ITEMS, 1L, "x"));
      stalled.begin();
      Replica.commit(next.open(P0), P0, 2, insert(ITEMS, 2L, "y"));
      assertThat(next.stats().takeovers()).isEqualTo(1);
    }
    assertThat(query("SELECT id FROM shop.items")).containsExactly("1", "2");
  }

  @Test
  void missingPrivilegesAreNamedAsTheStatementThatGivesThem() {
    Replica.run(
        "REVOKE TRIGGER, DROP ON `shop`.* FROM replica_user",
        "REVOKE ALL ON `doppio`.* FROM replica_user");
    assertThat(MySqlTarget.preflight(least()))
        .containsExactly(
            "the account lacks privileges: GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER,"
                + " DROP, INDEX ON `doppio`.* TO 'replica_user'@'%'",
            "the account lacks privileges: GRANT DROP, TRIGGER ON `shop`.* TO"
                + " 'replica_user'@'%'");
    assertRefused(() -> MySqlTarget.connect(least()), "lacks privileges");
    assertThat(query("SELECT 1 FROM information_schema.schemata WHERE schema_name = 'doppio'"))
        .isEmpty();
  }

  @Test
  void privilegesMayComeThroughARoleOrAPattern() {
    Replica.run(
        "REVOKE ALL ON `shop`.* FROM replica_user",
        "DROP ROLE IF EXISTS writers",
        "CREATE ROLE writers",
        "GRANT ALL ON `sh%`.* TO writers",
        "GRANT writers TO replica_user",
        "SET DEFAULT ROLE writers TO replica_user");
    assertThat(MySqlTarget.preflight(least())).isEmpty();
    Replica.run("DROP ROLE writers");
  }

  @Test
  void aReadOnlyReplicaIsWrittenThroughThePrivilegeForIt() {
    Replica.run("SET GLOBAL read_only = ON");
    assertRefused(
        () -> MySqlTarget.connect(least()), "GRANT CONNECTION_ADMIN ON *.* TO 'replica_user'@'%'");
    Replica.run("GRANT CONNECTION_ADMIN ON *.* TO replica_user");
    try (MySqlTarget target = MySqlTarget.connect(least())) {
      Replica.commit(target.open(P0), P0, 1, insert(ITEMS, 1L, "x"));
    }
    Replica.run("SET GLOBAL super_read_only = ON");
    assertRefused(() -> MySqlTarget.connect(least()), "SET GLOBAL super_read_only = OFF");
  }

  @Test
  void superReadOnlyThatComesLaterIsWaitedOut() {
    Replica.run("GRANT CONNECTION_ADMIN ON *.* TO replica_user");
    try (MySqlTarget target = MySqlTarget.connect(least())) {
      TargetPartition part = target.open(P0);
      Replica.run("SET GLOBAL super_read_only = ON");
      assertThatThrownBy(part::begin)
          .isInstanceOfSatisfying(
              DoppioException.class,
              e -> assertThat(e.kind()).isEqualTo(FailureKind.TARGET_UNAVAILABLE))
          .hasMessageContaining("--super-read-only");
    }
  }

  @Test
  void triggersEventsAndUniqueKeysAreRefused() {
    Replica.run(
        "CREATE TRIGGER shop.changes BEFORE INSERT ON shop.items FOR EACH ROW SET NEW.a = 'mine'",
        "CREATE EVENT shop.cleans ON SCHEDULE EVERY 1 DAY DO DELETE FROM shop.items",
        "ALTER TABLE shop.items ADD UNIQUE KEY one_a (a), ADD UNIQUE KEY harmless (a, id)",
        "CREATE TABLE shop.old (id INT PRIMARY KEY) ENGINE = MyISAM");
    assertThat(MySqlTarget.preflight(least()))
        .anyMatch(finding -> finding.contains("DROP TRIGGER `shop`.`changes`"))
        .anyMatch(finding -> finding.contains("ALTER EVENT `shop`.`cleans` DISABLE"))
        .anyMatch(finding -> finding.contains("unique key one_a"))
        .anyMatch(finding -> finding.contains("ALTER TABLE `shop`.`old` ENGINE = InnoDB"))
        .hasSize(4);
    MySqlTargetConfig relaxed = least(Map.of(ITEMS.name(), UniquePolicy.RELAX));
    assertThat(MySqlTarget.preflight(relaxed)).anyMatch(f -> f.contains("is relax, but one_a"));
    MySqlTargetConfig pinned = least(Map.of(ITEMS.name(), UniquePolicy.PIN));
    assertThat(MySqlTarget.preflight(pinned)).hasSize(3);
  }

  @Test
  void aTriggerThatPreflightDidNotLookForStopsThePartition() {
    Replica.run(
        "CREATE TRIGGER shop.changes BEFORE INSERT ON shop.items FOR EACH ROW SET NEW.a = 'mine'");
    MySqlTargetConfig root = Replica.config();
    try (MySqlTarget target = MySqlTarget.connect(root)) {
      TargetPartition part = target.open(P0);
      part.begin();
      part.rows(Replica.RUN, List.of(insert(ITEMS, 1L, "x")));
      assertThatThrownBy(() -> part.commit(Replica.at(P0, 1)))
          .isInstanceOfSatisfying(
              DoppioException.class,
              e -> assertThat(e.kind()).isEqualTo(FailureKind.TARGET_REJECTED))
          .hasMessageContaining("DROP TRIGGER");
    }
  }

  @Test
  void aWrongPasswordAndAMissingServerAreTold() {
    MySqlTargetConfig config = least();
    assertFails(
        FailureKind.TARGET_DENIED,
        () ->
            MySqlTarget.connect(
                Replica.config("replica_user", "wrong", List.of(), Map.of(), false)),
        "check user and password");
    MySqlTargetConfig nowhere =
        new MySqlTargetConfig(
            "127.0.0.1",
            1,
            config.user(),
            config.password(),
            config.tls(),
            2,
            Map.of(),
            "dc1",
            List.of(),
            Map.of(),
            false);
    assertFails(FailureKind.TARGET_UNAVAILABLE, () -> MySqlTarget.connect(nowhere), "127.0.0.1:1");
    assertThat(config.toString()).doesNotContain("secret");
  }

  @Test
  void aPropertyThatOurStatementsHangOnCanNotBePassedThrough() {
    MySqlTargetConfig config = least();
    assertThatThrownBy(
            () ->
                new MySqlTargetConfig(
                    config.host(),
                    config.port(),
                    config.user(),
                    config.password(),
                    config.tls(),
                    2,
                    Map.of("useAffectedRows", "true"),
                    "dc1",
                    List.of(),
                    Map.of(),
                    false))
        .isInstanceOfSatisfying(
            DoppioException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.CONFIGURATION))
        .hasMessageContaining("target.mysql.client.useAffectedRows");
  }

  private static MySqlTargetConfig least() {
    return least(Map.of());
  }

  private static MySqlTargetConfig least(Map<TableName, UniquePolicy> unique) {
    return Replica.config("replica_user", "secret", List.of("shop"), unique, false);
  }

  private static void assertRefused(ThrowingCallable work, String says) {
    assertFails(FailureKind.TARGET_REFUSED, work, says);
  }

  private static void assertFails(FailureKind kind, ThrowingCallable work, String says) {
    assertThatThrownBy(work)
        .isInstanceOfSatisfying(DoppioException.class, e -> assertThat(e.kind()).isEqualTo(kind))
        .hasMessageContaining(says);
  }
}
