package dev.doppio.capture.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.ColumnType;
import dev.doppio.schemas.document.MySqlType;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.gtid.Gtid;
import dev.doppio.schemas.gtid.GtidSet;
import dev.doppio.schemas.source.CaptureScope;
import dev.doppio.schemas.source.SnapshotRequest;
import dev.doppio.schemas.source.SourceEvent;
import dev.doppio.schemas.source.SourcePosition;
import dev.doppio.schemas.source.TableSnapshot;
import dev.doppio.schemas.source.TableSnapshot.State;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A table changes while its snapshot is being read. */
final class StatementEffectsTest {
  private static final TableVersion DOC = ModelServer.TABLE;
  private static final Gtid GTID = new Gtid("00000000-0000-0000-0000-00000000000a", 7);
  private static final Instant AT = Instant.ofEpochSecond(9);

  private final TableSnapshot half =
      TableSnapshot.of(SnapshotRequest.first(DOC.name()), Instant.EPOCH)
          .advanced(List.of("31"), 5, 9, Instant.EPOCH);

  private final SnapshotPlan plan = new SnapshotPlan(List.of(half));

  private List<TableSnapshot> change(
      Set<Gtid> reloads, Optional<TableVersion> before, Optional<TableVersion> after) {
    SourcePosition position = new SourcePosition(GtidSet.empty(), CaptureScope.of(Map.of()), "", 0);
    SourceEvent.SchemaChanged change =
        new SourceEvent.SchemaChanged(GTID, "", before, after, List.of(), AT, position);
    return new StatementEffects(plan, reloads).of(change).snapshots();
  }

  @Test
  void ofARenamedTableItGoesOnUnderTheNewName() {
    TableVersion news = DOC.named(new TableName("shop", "news"));
    List<TableSnapshot> moved = change(Set.of(), Optional.of(DOC), Optional.of(news));
    assertThat(moved).containsExactly(half.of(news.name(), AT), half.ended(State.GONE, AT));
    assertThat(plan.next()).contains(half.of(news.name(), AT));
    assertThat(moved.get(0).lastKey()).isEqualTo(half.lastKey());
  }

  @Test
  void itEndsWithItsTable() {
    assertThat(change(Set.of(), Optional.of(DOC), Optional.empty()))
        .containsExactly(half.ended(State.GONE, AT));
    assertThat(plan.isRunning()).isFalse();
  }

  @Test
  void anotherColumnLeavesItWhereItIsAndAnotherOrderOfKeysBeginsItAnew() {
    List<Column> columns = DOC.columns();
    Column more = new Column("more", ColumnType.of(MySqlType.INT), true, false);
    TableVersion wider =
        new TableVersion(DOC.name(), List.of(columns.get(0), columns.get(1), more), DOC.key());
    assertThat(change(Set.of(), Optional.of(DOC), Optional.of(wider))).isEmpty();
    TableVersion rekeyed = new TableVersion(DOC.name(), columns, List.of(1));
    assertThat(change(Set.of(), Optional.of(DOC), Optional.of(rekeyed)))
        .containsExactly(TableSnapshot.of(half.request(), AT));
  }

  @Test
  void aTableThatIsReadAnewBeginsOnceForItsStatement() {
    List<TableSnapshot> moved = change(Set.of(GTID), Optional.of(DOC), Optional.of(DOC));
    assertThat(moved)
        .containsExactly(TableSnapshot.of(SnapshotRequest.reload(DOC.name(), GTID), AT));
    assertThat(moved.get(0).request().isNeeded()).isTrue();
    assertThat(change(Set.of(GTID), Optional.of(DOC), Optional.of(DOC))).isEmpty();
  }
}
