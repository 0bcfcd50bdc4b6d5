package dev.doppio.capture.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.shyiko.mysql.binlog.event.TableMapEventData;
import dev.doppio.capture.Configs;
import dev.doppio.capture.config.Overrides;
import dev.doppio.capture.config.TableFilter;
import dev.doppio.schemas.change.ColumnFill;
import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.ColumnType;
import dev.doppio.schemas.document.MySqlType;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.gtid.Gtid;
import dev.doppio.schemas.partition.DatabaseLayout;
import dev.doppio.schemas.partition.PartitionMode;
import dev.doppio.schemas.source.SourceEvent;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the log is told of statements, one after the other, as a binlog has them. */
final class DefinitionsTest {
  private static final long CONNECTION = 12;
  private static final String SERVER = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
  private static final TableVersion DOC = table("doc", "id", "v");

  private final List<String> told = new ArrayList<>();
  private final List<SourceEvent> events = new ArrayList<>();
  private Overrides overrides = Overrides.none();
  private TableFilter filter = new TableFilter(List.of(), List.of("shop.hidden*"));
  private DatabaseLayout layout = Configs.layout("shop", PartitionMode.HASH);
  private StreamedStatements statements;
  private StreamedTables tables;
  private Transactions transactions;
  private long number;

  private static TableVersion table(String name, String... columns) {
    return new TableVersion(
        new TableName("shop", name),
        Arrays.stream(columns)
            .map(c -> new Column(c, ColumnType.of(MySqlType.INT), !c.equals("id"), false))
            .toList(),
        List.of(0));
  }

  private void start() {
    Session session =
        Sessions.session(
            Configs.with(filter, overrides, layout), Map.of(DOC.name(), DOC), Sessions.NOTHING);
    transactions =
        new Transactions(
            session.after(),
            session.scope(),
            SERVER,
            new Transactions.Sink() {
              @Override
              public void event(SourceEvent event) {
                events.add(event);
                told.add(event.match(new Told()));
              }

              @Override
              public void idle(SourceEvent.Idle idle) {}
            });
    Structures structures = new Structures(session);
    tables = new StreamedTables(session, structures, transactions);
    statements = new StreamedStatements(session, tables, transactions, structures);
  }

  /** Runs each under a GTID of its own. */
  private List<String> run(String... sql) throws InterruptedException {
    if (statements == null) {
      start();
    }
    told.clear();
    for (String each : sql) {
      transactions.gtid(new Gtid(SERVER, ++number), Instant.EPOCH, OptionalLong.empty());
      byte[] text = each.getBytes(StandardCharsets.UTF_8);
      statements.query(
          new LoggedStatement(CONNECTION, "shop", text, 0, Optional.empty()), each, false);
      assertThat(transactions.gtid()).as(each).isEmpty();
    }
    assertThat(transactions.position().executed().size()).isEqualTo(number);
    return List.copyOf(told);
  }

  private void stops(String sql, String... says) {
    assertThatThrownBy(() -> run(sql))
        .as(sql)
        .isInstanceOf(DoppioException.class)
        .hasMessageContaining(SERVER + ":" + number)
        .hasMessageContainingAll(says);
    statements = null;
    number = 0;
  }

  /** Rows of a table of INT columns come. */
  private void rows(String table, int columns) throws InterruptedException {
    TableMapEventData map = new TableMapEventData();
    map.setDatabase("shop");
    map.setTable(table);
    map.setTableId(number);
    byte[] types = new byte[columns];
    Arrays.fill(types, (byte) 3);
    map.setColumnTypes(types);
    map.setColumnMetadata(new int[columns]);
    map.setColumnNullability(BitSet.valueOf(new long[] {(1L << columns) - 2}));
    tables.map(map);
  }

  @Test
  void aShadowTableThatTakesThePlaceOfItsOriginalIsFollowedFromItsCopyToTheEnd() throws Exception {
    assertThat(run("create /* gh-ost */ table `shop`.`_doc_gho` like `shop`.`doc`"))
        .containsExactly("none > _doc_gho(id,v)");
    assertThat(
            run(
                "alter /* gh-ost */ table `shop`.`_doc_gho` drop column v, add column v bigint not"
                    + " null, add column `w` int not null default '7'"))
        .containsExactly("_doc_gho(id,v) > _doc_gho(id,v,w) w='7'");
    assertThat(
            run(
                "rename /* gh-ost */ table `shop`.`doc` to `shop`.`_doc_del`, `shop`.`_doc_gho` to"
                    + " `shop`.`doc`"))
        .containsExactly("doc(id,v) > _doc_del(id,v)", "_doc_gho(id,v,w) > doc(id,v,w)");
    assertThat(run("ALTER TABLE doc ADD x INT")).containsExactly("doc(id,v,w) > doc(id,v,w,x)");
    assertThat(run("drop /* gh-ost */ table if exists `shop`.`_doc_del`"))
        .containsExactly("_doc_del(id,v) > none");
  }

  @Test
  void whatAnApplierHasBroughtIsFollowedWhateverItDoesUnderTheNameThatTheLogHasForIt()
      throws Exception {
    start();
    brings("a:7", "RENAME TABLE `shop`.`doc` TO `shop`.`news`", "doc(id,v) > news(id,v)");
    brings(
        "a:8",
        "ALTER TABLE `shop`.`news` ADD COLUMN `w` INT NOT NULL DEFAULT 7, MODIFY COLUMN `v`"
            + " TINYINT",
        "news(id,v) > news(id,v,w) w=7");
    assertThat(events)
        .extracting(event -> ((SourceEvent.SchemaChanged) event).ddlId().orElse("none"))
        .containsExactly("a:7", "a:8");
  }

  private void brings(String ddlId, String sql, String told) throws InterruptedException {
    Serializable[] row = new Serializable[DdlIntents.COLUMNS];
    row[0] = 1L;
    row[2] = ddlId.getBytes(StandardCharsets.UTF_8);
    row[7] = sql.getBytes(StandardCharsets.UTF_8);
    row[8] = CONNECTION;
    row[9] = 0L;
    transactions.intents().written(row);
    assertThat(run(sql)).containsExactly(told);
  }

  @Test
  void ofSeveralRenamesOnlyTheLastCountsForThePosition() throws Exception {
    run("CREATE TABLE n LIKE doc", "RENAME TABLE doc TO o, n TO doc");
    List<SourceEvent.SchemaChanged> changes =
        events.stream()
            .filter(SourceEvent.SchemaChanged.class::isInstance)
            .map(SourceEvent.SchemaChanged.class::cast)
            .toList();
    assertThat(changes)
        .extracting(SourceEvent.SchemaChanged::last)
        .containsExactly(true, false, true);
    assertThat(changes.get(1).position().executed().size()).isEqualTo(1);
    assertThat(changes.get(2).position().executed().size()).isEqualTo(2);
  }

  @Test
  void namesThatChangePlacesGoOverTheThird() throws Exception {
    run("CREATE TABLE b (id INT PRIMARY KEY, u INT)");
    assertThat(run("RENAME TABLE doc TO t, b TO doc, t TO b"))
        .containsExactly("doc(id,v) > t(id,v)", "b(id,u) > doc(id,u)", "t(id,v) > b(id,v)");
  }

  @Test
  void anAlterMayRenameItsTableAndChangeIt() throws Exception {
    assertThat(run("ALTER TABLE doc ADD w INT DEFAULT 3, RENAME TO news"))
        .containsExactly("doc(id,v) > news(id,v)", "news(id,v) > news(id,v,w) w=3");
    assertThat(run("ALTER TABLE news RENAME COLUMN w TO x"))
        .containsExactly("news(id,v,w) > news(id,v,x)");
  }

  @Test
  void aTableThatLeavesTheFilterIsGoneAndOneThatComesThroughItStops() throws Exception {
    assertThat(run("RENAME TABLE doc TO hidden")).containsExactly("doc(id,v) > none");
    stops(
        "RENAME TABLE hidden TO doc",
        "into table shop.doc",
        "a snapshot brings those that are there now, of shop.doc");
    stops("RENAME TABLE elsewhere.doc TO other", "capture.override.reloads");
    stops("RENAME TABLE doc TO old, hidden_new TO doc", "into table shop.doc");
  }

  @Test
  void aNameUnderWhichDocumentsLieElsewhereStops() {
    layout =
        new DatabaseLayout(
            "shop", 2, PartitionMode.HASH, List.of(0, 1), Map.of(), Map.of("doc", 1));
    stops("RENAME TABLE doc TO news", "into table shop.news");
  }

  @Test
  void aTruncatedTableLosesItsDocumentsAndMayThenBeChangedAtWill() throws Exception {
    assertThat(run("TRUNCATE TABLE doc", "ALTER TABLE doc MODIFY v TINYINT NOT NULL"))
        .containsExactly("truncated doc(id,v)", "doc(id,v) > doc(id,v)");
    rows("doc", 2);
    stops("ALTER TABLE doc DROP v, ADD v INT", "values are gone");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER TABLE doc MODIFY v TINYINT",
        "ALTER TABLE doc MODIFY v INT NOT NULL",
        "ALTER TABLE doc ADD t DATETIME DEFAULT CURRENT_TIMESTAMP",
        "ALTER TABLE doc DROP PARTITION p",
        "ALTER TABLE doc TRUNCATE PARTITION ALL",
        "ALTER TABLE doc EXCHANGE PARTITION p WITH TABLE hidden",
        "ALTER TABLE hidden EXCHANGE PARTITION p WITH TABLE doc",
        "ALTER TABLE doc ENGINE = MyISAM"
      })
  void whatChangesDocumentsWithoutRowsStopsWithTheWayPastIt(String sql) throws Exception {
    stops(
        sql,
        "capture.override.reloads",
        "a snapshot brings those that are there now, of shop.doc",
        "capture.override.statements");
  }

  @Test
  void aReloadTellsThatTheDocumentsAreGoneAndAnAcceptedStatementTellsNothing() throws Exception {
    Set<Gtid> first = Set.of(new Gtid(SERVER, 1));
    overrides = new Overrides(false, Set.of(), first, List.of(), List.of());
    assertThat(run("ALTER TABLE doc DROP PARTITION p")).containsExactly("truncated doc(id,v)");
    statements = null;
    number = 0;
    assertThat(run("ALTER TABLE doc MODIFY v TINYINT"))
        .containsExactly("truncated doc(id,v)", "doc(id,v) > doc(id,v)");
    statements = null;
    number = 0;
    overrides = new Overrides(false, first, List.of(), List.of());
    assertThat(run("ALTER TABLE doc DROP PARTITION p")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER TABLE hidden FROBNICATE a TO b",
        "ALTER TABLE hidden ADD g GEOMETRY NOT NULL SRID 4326, ALGORITHM=SOON",
        "CREATE TABLE hidden_2 (a INT) FROBNICATED BY (b)",
        "CREATE TABLE elsewhere.x LIKE shop.doc",
        "ALTER TABLE hidden EXCHANGE PARTITION p WITH TABLE hidden_2",
        "ALTER TABLE elsewhere.x DROP PARTITION p",
        "TRUNCATE hidden",
        "RENAME TABLE hidden TO hidden_3",
        "DROP TABLE elsewhere.doc",
        "CREATE FULLTEXT INDEX i ON hidden (a) FROBNICATE",
        "CREATE DEFINER=`a`@`b` TRIGGER x AFTER INSERT ON doc FOR EACH ROW SET @a = 1",
        "GRANT FROBNICATE ON shop.doc TO u",
        "ANALYZE TABLE doc",
        "CREATE TEMPORARY TABLE x (id INT)"
      })
  void whatIsNotOfACapturedTableIsPassedOverWhateverItSays(String sql) throws Exception {
    assertThat(run(sql)).isEmpty();
    assertThat(run("ALTER TABLE doc ADD w INT")).containsExactly("doc(id,v) > doc(id,v,w)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER TABLE doc FROBNICATE v",
        "FROBNICATE doc",
        "UPDATE doc SET v = 1",
        "CREATE TABLE copy LIKE elsewhere.doc"
      })
  void whatMayTouchACapturedTableAndIsNotUnderstoodStops(String sql) {
    stops(sql, "capture.override.statements");
  }

  /** One word for each event. */
  private static final class Told implements SourceEvent.Cases<String> {
    private static String of(TableVersion table) {
      return table.name().table()
          + "("
          + String.join(",", table.columns().stream().map(Column::name).toList())
          + ")";
    }

    @Override
    public String begin(SourceEvent.Begin begin) {
      return "begin";
    }

    @Override
    public String row(SourceEvent.RowChange row) {
      return "row";
    }

    @Override
    public String end(SourceEvent.End end) {
      return "end";
    }

    @Override
    public String tableSeen(SourceEvent.TableSeen seen) {
      return "seen " + of(seen.table());
    }

    @Override
    public String snapshotMoved(SourceEvent.SnapshotMoved moved) {
      return "snapshot";
    }

    @Override
    public String schemaChanged(SourceEvent.SchemaChanged change) {
      StringBuilder line = new StringBuilder(change.before().map(Told::of).orElse("none"));
      line.append(" > ").append(change.after().map(Told::of).orElse("none"));
      for (ColumnFill fill : change.fills()) {
        line.append(' ').append(fill.column()).append('=').append(fill.literal());
      }
      return line.toString();
    }

    @Override
    public String truncated(SourceEvent.Truncated truncated) {
      return "truncated " + of(truncated.table());
    }

    @Override
    public String idle(SourceEvent.Idle idle) {
      return "idle";
    }
  }
}
