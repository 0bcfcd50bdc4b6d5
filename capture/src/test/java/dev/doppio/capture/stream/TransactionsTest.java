package dev.doppio.capture.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doppio.capture.stream.Transactions.Change;
import dev.doppio.schemas.change.Operation;
import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.ColumnType;
import dev.doppio.schemas.document.MySqlType;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.gtid.Gtid;
import dev.doppio.schemas.gtid.GtidSet;
import dev.doppio.schemas.partition.PartitionMode;
import dev.doppio.schemas.source.CaptureScope;
import dev.doppio.schemas.source.LastTransaction;
import dev.doppio.schemas.source.SourceEvent;
import dev.doppio.schemas.source.SourcePosition;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Groups of the binlog become events, and the position counts what is finished. */
final class TransactionsTest {
  private static final String SERVER = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
  private static final CaptureScope SCOPE = CaptureScope.of(Map.of("shop", PartitionMode.HASH));
  private static final TableVersion TABLE =
      new TableVersion(
          new TableName("shop", "doc"),
          List.of(new Column("id", ColumnType.of(MySqlType.INT), false, false)),
          List.of(0));
  private static final Transactions.Change DROPPED =
      new Transactions.Change(Optional.of(TABLE), Optional.empty(), List.of());

  private final List<SourceEvent> events = new ArrayList<>();
  private final Transactions transactions =
      new Transactions(
          new SourcePosition(GtidSet.parse(SERVER + ":1-3"), SCOPE, "", 0),
          SCOPE,
          SERVER,
          new Transactions.Sink() {
            @Override
            public void event(SourceEvent event) {
              events.add(event);
            }

            @Override
            public void idle(SourceEvent.Idle idle) {
              events.add(idle);
            }
          });

  private static Gtid gtid(long number) {
    return new Gtid(SERVER, number);
  }

  private void begin(long number) throws InterruptedException {
    transactions.gtid(gtid(number), Instant.EPOCH, OptionalLong.empty());
  }

  private static SourceEvent.RowChange row() {
    Row row = new Row(TABLE, new Object[] {1L});
    return new SourceEvent.RowChange(Operation.INSERT, TABLE, Optional.empty(), Optional.of(row));
  }

  private String executed() {
    return transactions.position().executed().toString();
  }

  @Test
  void aGroupCountsWhenItsLastEventWasSeen() throws Exception {
    begin(5);
    transactions.opened();
    transactions.row(row());
    assertThat(executed()).isEqualTo(SERVER + ":1-3");
    assertThat(transactions.reached().toString()).isEqualTo(SERVER + ":1-3:5");
    transactions.finish();
    assertThat(executed()).isEqualTo(SERVER + ":1-3:5");
    assertThat(events).hasSize(3);
    assertThat(events.get(2)).isEqualTo(new SourceEvent.End(transactions.position()));
  }

  @Test
  void thePositionRemembersWhatTellsItsLastTransactionFromAnother() throws Exception {
    assertThat(transactions.position().last()).isEmpty();
    Instant time = Instant.parse("2026-01-02T03:04:05.678901Z");
    transactions.gtid(gtid(5), time, OptionalLong.of(870));
    assertThat(transactions.position().last()).isEmpty();
    transactions.finish();
    assertThat(transactions.position().last())
        .contains(new LastTransaction(gtid(5), time, OptionalLong.of(870), SERVER));
  }

  @Test
  void whatAnApplierHasBroughtKeepsItsNameInTheLog() throws Exception {
    begin(4);
    structure(Optional.empty());
    begin(5);
    structure(Optional.of("a:7"));
    begin(6);
    structure(Optional.of("made:fe"));
    assertThat(events)
        .extracting(event -> ((SourceEvent.SchemaChanged) event).ddlId().orElse("none"))
        .containsExactly(SERVER + ":4", "a:7", "none");
  }

  private void structure(Optional<String> announced) throws InterruptedException {
    announced.ifPresent(this::announce);
    transactions.statement(12, "CREATE");
    assertThat(transactions.isAnnounced()).isEqualTo(announced.isPresent());
    Change made = new Change(Optional.empty(), Optional.of(TABLE), List.of());
    transactions.structure("CREATE", made, true);
  }

  /** A row of an applier. */
  private void announce(String ddlId) {
    Serializable[] row = new Serializable[DdlIntents.COLUMNS];
    row[0] = 1L;
    row[2] = ddlId.getBytes(StandardCharsets.UTF_8);
    row[7] = "CREATE".getBytes(StandardCharsets.UTF_8);
    row[8] = 12L;
    row[9] = 0L;
    transactions.intents().written(row);
  }

  @Test
  void thePositionSaysWhatIsCaptured() throws Exception {
    begin(4);
    transactions.finish();
    assertThat(transactions.position().scope()).isEqualTo(SCOPE);
    assertThat(events)
        .containsExactly(new SourceEvent.Idle(transactions.position(), Instant.EPOCH));
  }

  @Test
  void theFirstRowEventDecidesWhetherATransactionCameFromTheLog() throws Exception {
    begin(4);
    transactions.opened();
    assertThat(transactions.skips(true)).isTrue();
    assertThat(transactions.skips(false)).isTrue();
    transactions.finish();
    begin(5);
    transactions.opened();
    assertThat(transactions.skips(false)).isFalse();
    assertThat(transactions.skips(true)).isFalse();
  }

  @Test
  void aStatementOnSeveralTablesCountsWithItsLast() throws Exception {
    begin(4);
    transactions.structure("DROP TABLE a, b", DROPPED, false);
    assertThat(executed()).isEqualTo(SERVER + ":1-3");
    transactions.structure("DROP TABLE a, b", DROPPED, true);
    assertThat(executed()).isEqualTo(SERVER + ":1-4");
    transactions.finish();
    assertThat(events).hasSize(2);
  }

  @Test
  void aTruncationCountsLikeAnyStatement() throws Exception {
    begin(4);
    transactions.truncated("TRUNCATE a", TABLE, true);
    assertThat(executed()).isEqualTo(SERVER + ":1-4");
    transactions.finish();
    assertThat(events).singleElement().isInstanceOf(SourceEvent.Truncated.class);
  }

  @Test
  void whatStandsInNoOrderStops() throws Exception {
    assertThatThrownBy(() -> transactions.row(row())).satisfies(TransactionsTest::stops);
    begin(4);
    transactions.row(row());
    assertThatThrownBy(() -> begin(5)).satisfies(TransactionsTest::stops);
    assertThatThrownBy(() -> transactions.structure("DROP", DROPPED, true))
        .satisfies(TransactionsTest::stops);
  }

  @Test
  void whatTellsATransactionFromAnotherIsItsLengthInTheBinlogHoweverLongItIsUnpacked()
      throws Exception {
    transactions.gtid(gtid(4), Instant.EPOCH, OptionalLong.of(100));
    transactions.unpacked(5_000);
    transactions.opened();
    transactions.row(row());
    transactions.finish();
    assertThat(((SourceEvent.Begin) events.get(0)).bytes()).hasValue(5_000);
    assertThat(transactions.position().last().orElseThrow().bytes()).hasValue(100);
  }

  private static final String XID = "X'61',X'',1";

  private void prepare(long number) throws InterruptedException {
    begin(number);
    transactions.xa(XID);
    transactions.row(row());
    transactions.row(row());
    transactions.prepare();
  }

  @Test
  void aPreparedTransactionIsToldAtThePlaceOfItsCommitAndIsAHoleOfThePositionUntilThen()
      throws Exception {
    prepare(4);
    begin(5);
    transactions.opened();
    transactions.row(row());
    transactions.finish();
    assertThat(executed()).isEqualTo(SERVER + ":1-3:5");
    assertThat(transactions.prepared().toString()).isEqualTo(SERVER + ":4");
    assertThat(transactions.position().preparedSince()).contains(Instant.EPOCH);
    assertThat(transactions.position().last().orElseThrow().gtid()).isEqualTo(gtid(5));
    assertThat(events).hasSize(3);
    events.clear();
    begin(6);
    assertThat(transactions.commit(XID)).isTrue();
    assertThat(executed()).isEqualTo(SERVER + ":1-6");
    assertThat(transactions.prepared().isEmpty()).isTrue();
    assertThat(transactions.position().preparedSince()).isEmpty();
    assertThat(events).hasSize(4);
    assertThat(((SourceEvent.Begin) events.get(0)).gtid()).contains(gtid(6));
    assertThat(events.subList(1, 3)).containsExactly(row(), row());
    assertThat(events.get(3)).isEqualTo(new SourceEvent.End(transactions.position()));
  }

  @Test
  void aPreparedTransactionThatIsRolledBackIsNeverTold() throws Exception {
    prepare(4);
    begin(5);
    transactions.rollBack(XID);
    assertThat(executed()).isEqualTo(SERVER + ":1-5");
    assertThat(events)
        .containsExactly(new SourceEvent.Idle(transactions.position(), Instant.EPOCH));
    begin(6);
    transactions.rollBack("X'7a',X'',1");
    assertThat(executed()).isEqualTo(SERVER + ":1-6");
  }

  @Test
  void aCommitInOnePhaseIsATransactionLikeOthers() throws Exception {
    begin(4);
    transactions.xa(XID);
    transactions.row(row());
    transactions.commitOnePhase();
    assertThat(executed()).isEqualTo(SERVER + ":1-4");
    assertThat(events).hasSize(3);
  }

  @Test
  void aCommitWithoutItsPrepareIsNotTakenForDone() throws Exception {
    begin(4);
    assertThat(transactions.commit(XID)).isFalse();
    assertThat(executed()).isEqualTo(SERVER + ":1-3");
    assertThat(events).isEmpty();
  }

  @Test
  void anXaTransactionWithoutAnEndStops() throws Exception {
    begin(4);
    transactions.xa(XID);
    transactions.row(row());
    assertThatThrownBy(() -> begin(5)).satisfies(TransactionsTest::stops);
  }

  @Test
  void rowsThatArePreparedAreHeldWithinABoundAndBeyondItCaptureStopsWithTheRemedy() {
    XaTransactions held = new XaTransactions(1 << 20);
    XaRows first = new XaRows(XID, gtid(4), Instant.EPOCH, OptionalLong.empty());
    XaRows second = new XaRows("X'62',X'',1", gtid(5), Instant.EPOCH, OptionalLong.empty());
    int half = (1 << 19) / RowSize.of(row());
    for (int i = 0; i < half; i++) {
      held.hold(first, row());
    }
    held.keep(first);
    for (int i = 0; i < half; i++) {
      held.hold(second, row());
    }
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 3; i++) {
                held.hold(second, row());
              }
            })
        .satisfies(TransactionsTest::stops)
        .hasMessageContaining("XA RECOVER")
        .hasMessageContaining("name " + gtid(5) + " under capture.override.statements");
    held.take(XID);
    held.hold(second, row());
  }

  private static void stops(Throwable failure) {
    assertThat(((DoppioException) failure).kind()).isEqualTo(FailureKind.SOURCE_UNSUPPORTED);
  }
}
