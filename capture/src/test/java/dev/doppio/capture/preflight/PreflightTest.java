package dev.doppio.capture.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.capture.Configs;
import dev.doppio.capture.config.CaptureConfig;
import dev.doppio.capture.config.Endpoint;
import dev.doppio.capture.config.Overrides;
import dev.doppio.capture.config.TableFilter;
import dev.doppio.capture.config.Tls;
import dev.doppio.capture.structure.ColumnFacts;
import dev.doppio.capture.structure.ForeignKeyFacts;
import dev.doppio.capture.structure.IndexFacts;
import dev.doppio.capture.structure.TableFacts;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.gtid.Gtid;
import dev.doppio.schemas.gtid.GtidSet;
import dev.doppio.schemas.partition.DatabaseLayout;
import dev.doppio.schemas.partition.PartitionMode;
import dev.doppio.schemas.secret.Secret;
import dev.doppio.schemas.source.LastTransaction;
import dev.doppio.schemas.source.SourcePosition;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Facts in, findings out. */
final class PreflightTest {
  private static final String SERVER = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final TableName DOC = new TableName("shop", "doc");
  private static final TableName PERSON = new TableName("shop", "person");
  private static final DatabaseLayout SHOP = Configs.layout("shop", PartitionMode.HASH);
  private static final CaptureConfig CONFIG = Configs.with(TableFilter.all(), SHOP);

  private final Map<String, String> variables =
      new HashMap<>(
          Map.of(
              "log_bin", "ON",
              "binlog_format", "ROW",
              "binlog_row_image", "FULL",
              "gtid_mode", "ON",
              "enforce_gtid_consistency", "ON",
              "sync_binlog", "1",
              "innodb_flush_log_at_trx_commit", "1",
              "server_id", "1",
              "lower_case_table_names", "0"));
  private Set<String> privileges = Set.of("REPLICATION SLAVE", "REPLICATION CLIENT");
  private Optional<List<Long>> replicas = Optional.empty();
  private Optional<LastTransaction> last = Optional.empty();
  private Optional<LastTransaction> held = Optional.empty();
  private Optional<Instant> prepared = Optional.empty();
  private int looks;
  private String purged = "";
  private Set<TableName> uncaptured = Set.of();
  private TableFacts table = table(List.of(), List.of());

  private static TableFacts table(List<IndexFacts> unique, List<ForeignKeyFacts> foreignKeys) {
    return new TableFacts(
        DOC,
        "InnoDB",
        List.of(integer("member"), integer("id"), integer("v")),
        List.of("member", "id"),
        unique,
        foreignKeys);
  }

  private static ColumnFacts integer(String name) {
    return new ColumnFacts(name, "int", "int", 0, 0, Optional.empty(), false, false);
  }

  private static ForeignKeyFacts refers(TableName to, String... columns) {
    return new ForeignKeyFacts("fk", List.of(columns), to, "NO ACTION", "RESTRICT");
  }

  private List<Finding> judge(CaptureConfig config, Optional<SourcePosition> after) {
    ServerFacts server =
        new ServerFacts(
            "db:3306",
            "8.0.33",
            variables,
            GtidSet.parse(SERVER + ":1-9"),
            GtidSet.parse(purged),
            privileges,
            replicas,
            NOW);
    return new Preflight(config, this::look)
        .judge(new NodeFacts(server, List.of(table), Map.of(), uncaptured, Set.of()), after);
  }

  private Optional<LastTransaction> look(CaptureConfig at, Gtid gtid, GtidSet others) {
    looks++;
    assertThat(gtid.toString()).isEqualTo(SERVER + ":5");
    assertThat(others.toString()).as("all but the one").isEqualTo(SERVER + ":1-4:6-9");
    return held;
  }

  private static LastTransaction transaction(Instant committedAt) {
    return new LastTransaction(new Gtid(SERVER, 5), committedAt, OptionalLong.of(870), SERVER);
  }

  private List<Finding> first() {
    return judge(CONFIG, Optional.empty());
  }

  private List<Finding> resuming(String executed) {
    SourcePosition at =
        new SourcePosition(
            GtidSet.parse(executed), CONFIG.scope(), last, prepared, List.of(), "binlog.000001", 4);
    return judge(CONFIG, Optional.of(at));
  }

  private static Finding only(List<Finding> findings) {
    assertThat(findings).hasSize(1);
    return findings.get(0);
  }

  @Test
  void aSoundNodeHasNoFindings() {
    assertThat(first()).isEmpty();
    assertThat(resuming(SERVER + ":1-5")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "log_bin | OFF | log_bin=binlog",
        "binlog_format | MIXED | SET PERSIST binlog_format",
        "binlog_row_image | MINIMAL | SET PERSIST binlog_row_image",
        "gtid_mode | OFF_PERMISSIVE | SET PERSIST gtid_mode = ON",
        "enforce_gtid_consistency | WARN | SET PERSIST enforce_gtid_consistency",
        "sync_binlog | 0 | capture.override.unsafe-durability",
        "innodb_flush_log_at_trx_commit | 2 | capture.override.unsafe-durability",
        "server_id | 9 | storage-node.mysql.server-id",
        "server_id | 0 | server_id",
        "lower_case_table_names | 1 | lower_case_table_names = 0",
        "lower_case_table_names | 2 | lower_case_table_names = 0"
      })
  void eachSettingIsRefusedWithItsRemedy(String setting, String value, String remedy) {
    variables.put(setting, value);
    Finding finding = only(first());
    assertThat(finding.refuses()).isTrue();
    assertThat(finding.where()).startsWith(setting);
    assertThat(finding.remedy()).contains(remedy);
  }

  @Test
  void anotherReplicaWithTheSameServerIdIsRefused() {
    replicas = Optional.of(List.of(7L, 9L));
    assertThat(only(first()).remedy()).contains("storage-node.mysql.server-id");
  }

  @Test
  void whatIsPurgedAndWhatTheServerLacksCanNotBeResumedFrom() {
    purged = SERVER + ":1-6";
    assertThat(only(resuming(SERVER + ":1-4")).what()).contains(SERVER + ":5-6");
    assertThat(resuming(SERVER + ":1-6")).isEmpty();
    assertThat(only(resuming(SERVER + ":1-11")).what()).contains(SERVER + ":10-11");
  }

  @Test
  void binlogsThatAreSoonPurgedAreAWarningWhereTheyAreNeeded() {
    variables.put("binlog_expire_logs_seconds", "86400");
    held = Optional.of(transaction(NOW.minus(Duration.ofHours(17))));
    last = held;
    assertThat(resuming(SERVER + ":1-5")).isEmpty();
    held = Optional.of(transaction(NOW.minus(Duration.ofHours(19))));
    last = held;
    Finding finding = only(resuming(SERVER + ":1-5"));
    assertThat(finding.refuses()).isFalse();
    assertThat(finding.what()).contains("in 18000 s");
    assertThat(resuming(SERVER + ":1-9")).as("nothing is left to read").isEmpty();
    held = Optional.of(transaction(NOW));
    last = held;
    prepared = Optional.of(NOW.minus(Duration.ofHours(20)));
    assertThat(only(resuming(SERVER + ":1-5")).what()).contains("in 14400 s");
    variables.put("binlog_expire_logs_seconds", "0");
    assertThat(resuming(SERVER + ":1-5")).isEmpty();
  }

  @Test
  void aGtidThatWasGivenAgainIsRefusedWithBothTransactions() {
    last = Optional.of(transaction(NOW));
    held = last;
    assertThat(resuming(SERVER + ":1-5")).isEmpty();
    held = Optional.of(transaction(NOW.plusSeconds(60)));
    Finding finding = only(resuming(SERVER + ":1-5"));
    assertThat(finding.refuses()).isTrue();
    assertThat(finding.where()).contains(SERVER + ":5");
    assertThat(finding.what()).contains(NOW.toString(), NOW.plusSeconds(60).toString(), "870");
    assertThat(finding.remedy()).contains("endpoints", "Binlogs are purged");
  }

  @Test
  void aLastTransactionThatIsInNoBinlogAnyMoreIsAWarningAndNotLookedForWhenPurged() {
    last = Optional.of(transaction(NOW));
    assertThat(only(resuming(SERVER + ":1-5")).refuses()).isFalse();
    assertThat(looks).isEqualTo(1);
    purged = SERVER + ":1-5";
    assertThat(only(resuming(SERVER + ":1-5")).refuses()).isFalse();
    assertThat(looks).isEqualTo(1);
  }

  @Test
  void aServerThatIsRefusedAnywayIsNotAskedForItsBinlog() {
    last = Optional.of(transaction(NOW));
    variables.put("binlog_format", "MIXED");
    assertThat(only(resuming(SERVER + ":1-5")).where()).startsWith("binlog_format");
    assertThat(looks).isZero();
  }

  @Test
  void aServerWithoutReplicaUpdatesIsAWarningWhereItIsOneOfSeveral() {
    variables.put("log_replica_updates", "OFF");
    assertThat(first()).isEmpty();
    CaptureConfig several =
        new CaptureConfig(
            "n1",
            "dc1",
            List.of(
                CONFIG.endpoint(),
                new Endpoint("db2", 3306, "capture", Secret.fixed("a test", ""), Tls.preferred())),
            CONFIG.databases(),
            CONFIG.tables(),
            CONFIG.serverId(),
            CONFIG.engine(),
            CONFIG.snapshots(),
            CONFIG.overrides(),
            CONFIG.retentionWarning(),
            Map.of(),
            Map.of());
    assertThat(only(judge(several, Optional.empty())).where()).startsWith("log_replica_updates");
  }

  @Test
  void aTableWithRowsThatTheLogNeverGotIsNamedAndGetsASnapshot() {
    uncaptured = Set.of(PERSON, DOC);
    Finding finding = only(resuming(SERVER + ":1-5"));
    assertThat(finding.refuses()).isFalse();
    assertThat(finding.where()).contains("[shop.doc, shop.person]");
    assertThat(finding.toString()).contains("snapshot", "capture.tables");
  }

  @Test
  void aUniqueKeyWithoutTheResourceIdIsDecidedByTheConfiguration() {
    table =
        table(
            List.of(
                new IndexFacts("inside", List.of("v", "MEMBER")),
                new IndexFacts("across", List.of("v"))),
            List.of());
    Finding finding = only(first());
    assertThat(finding.where()).contains("across");
    assertThat(finding.remedy()).contains("pinned", "capture.override.relaxed-unique-keys");
    Overrides relaxed = new Overrides(false, Set.of(), List.of("shop.d*"), List.of());
    assertThat(judge(Configs.with(TableFilter.all(), relaxed, SHOP), Optional.empty())).isEmpty();
    assertThat(judge(Configs.with(TableFilter.all(), pinned(0, 1)), Optional.empty())).isEmpty();
  }

  @Test
  void aForeignKeyWithoutTheResourceIdIsDecidedByTheConfiguration() {
    table = table(List.of(), List.of(refers(PERSON, "member", "v")));
    assertThat(first()).isEmpty();
    table = table(List.of(), List.of(refers(PERSON, "v")));
    assertThat(only(first()).remedy()).contains("pinned", "capture.override.relaxed-foreign-keys");
    Overrides relaxed = new Overrides(false, Set.of(), List.of(), List.of("shop.doc"));
    assertThat(judge(Configs.with(TableFilter.all(), relaxed, SHOP), Optional.empty())).isEmpty();
    assertThat(judge(Configs.with(TableFilter.all(), pinned(1, 1)), Optional.empty())).isEmpty();
    assertThat(judge(Configs.with(TableFilter.all(), pinned(0, 1)), Optional.empty())).hasSize(1);
    table = table(List.of(), List.of(refers(new TableName("other", "person"), "member")));
    assertThat(first()).hasSize(1);
  }

  private static DatabaseLayout pinned(int doc, int person) {
    return new DatabaseLayout(
        "shop",
        2,
        PartitionMode.HASH,
        List.of(0, 1),
        Map.of(),
        Map.of("doc", doc, "person", person));
  }
}
