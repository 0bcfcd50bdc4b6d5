package dev.doppio.logreader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.log.LogRecord;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import dev.doppio.schemas.source.SnapshotMarks;
import dev.doppio.schemas.source.SnapshotRequest;
import dev.doppio.schemas.source.TableSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SnapshotSearchTest {
  private static final PartitionId FIRST = new PartitionId("shop", 0);
  private static final PartitionId SECOND = new PartitionId("shop", 1);
  private static final TableName NOTES = Notes.FIRST.name();
  private static final TableName OTHER = new TableName(NOTES.database(), "other");

  private final LogCopy copy = new LogCopy(10);
  private final Map<TableName, Optional<Integer>> known = new HashMap<>();

  private SnapshotSearch.Found find() {
    LogSource source = copy.open();
    LogLook look = new LogLook(source, Runs::schemas);
    return new SnapshotSearch(source, Runs::schemas)
        .find(Map.of(FIRST, look.at(FIRST).bounds(), SECOND, look.at(SECOND).bounds()), known);
  }

  private static List<LogRecord> snapshot(Runs runs, TableName table, boolean ends) {
    TableSnapshot begins =
        TableSnapshot.of(SnapshotRequest.whole("request", table), Notes.SOURCE_TIME);
    List<LogRecord> records = new ArrayList<>(runs.mark(SnapshotMarks.of(begins)));
    records.addAll(runs.snapshot(Notes.insert(Notes.row(1, "x"))));
    if (ends) {
      TableSnapshot ended = begins.ended(TableSnapshot.State.DONE, Notes.SOURCE_TIME);
      records.addAll(runs.mark(SnapshotMarks.of(ended)));
    }
    return records;
  }

  private static List<LogRecord> partition(boolean ends, TableName... tables) {
    List<LogRecord> written = new ArrayList<>();
    Runs runs = Runs.opened(written);
    written.addAll(runs.transaction(Notes.insert(Notes.row(7, "before"))));
    for (TableName table : tables) {
      written.addAll(snapshot(runs, table, ends));
    }
    return written;
  }

  @Test
  void aTargetIsWholeFromTheFirstOfTheLastCompleteSnapshotsOn() {
    known.put(NOTES, Optional.empty());
    known.put(OTHER, Optional.empty());
    copy.append(FIRST, partition(true, NOTES, OTHER));
    copy.append(SECOND, partition(true, OTHER, NOTES));

    SnapshotSearch.Found found = find();

    assertThat(found.lacking()).isEmpty();
    assertThat(found.begins().get(FIRST))
        .isEqualTo(
            new SnapshotSearch.Begin(
                new StartPlace.AtScn(Scn.parse("1:2")),
                Set.of(NOTES, OTHER),
                Optional.of(Scn.parse("1:7"))));
  }

  @Test
  void aTableThatOnePartitionLacksIsLacking() {
    known.put(NOTES, Optional.empty());
    copy.append(FIRST, partition(true, NOTES));
    copy.append(SECOND, partition(true));

    assertThat(find().lacking()).containsExactly(NOTES);
  }

  @Test
  void aTableThatIsPinnedIsNeededInItsPartitionAlone() {
    known.put(NOTES, Optional.of(0));
    copy.append(FIRST, partition(true, NOTES));
    copy.append(SECOND, partition(true));

    assertThat(find().lacking()).isEmpty();
  }

  @Test
  void aSnapshotThatHasNotEndedIsNone() {
    known.put(NOTES, Optional.empty());
    copy.append(FIRST, partition(true, NOTES));
    copy.append(SECOND, partition(false, NOTES));

    assertThat(find().lacking()).containsExactly(NOTES);
  }

  @Test
  void aPartOfATableIsNoSnapshotOfIt() {
    known.put(NOTES, Optional.empty());
    List<LogRecord> written = new ArrayList<>();
    Runs runs = Runs.opened(written);
    TableSnapshot part =
        TableSnapshot.of(
            new SnapshotRequest(
                "request", NOTES, Set.of(), List.of("1"), List.of(), Optional.empty()),
            Notes.SOURCE_TIME);
    written.addAll(runs.mark(SnapshotMarks.of(part)));
    written.addAll(
        runs.mark(SnapshotMarks.of(part.ended(TableSnapshot.State.DONE, Notes.SOURCE_TIME))));
    copy.append(FIRST, written);
    copy.append(SECOND, partition(true, NOTES));

    assertThat(find().lacking()).containsExactly(NOTES);
  }
}
