package dev.doppio.logreader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.logreader.LogSource.Bounds;
import dev.doppio.logreader.LogSource.Entry;
import dev.doppio.logreader.LogSource.Polled;
import dev.doppio.schemas.log.LogRecord;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the reader relies on in every log; each record is written in a transaction of its own. */
public abstract class LogSourceContract {
  private static final Duration WAIT = Duration.ofMillis(20);
  private static final int POLLS = 1000;

  private final List<LogSource> opened = new ArrayList<>();
  private final Runs runs = new Runs(Runs.LOG);
  private boolean open;

  /** A source of the log that {@link #write} writes, with partitions 0 and 1. */
  protected abstract LogSource source();

  /** The database of the log. */
  protected abstract String logged();

  /** Commits a record, then one offset or more that readers never see. */
  protected abstract void write(PartitionId partition, LogRecord record);

  /** Retention deletes everything that is there. */
  protected abstract void deleteAll(PartitionId partition);

  /** Appends a record in a transaction that stays open, and returns when it is at the brokers. */
  protected abstract void appendOpen(PartitionId partition, LogRecord record) throws Exception;

  /** Gives that transaction up. */
  protected abstract void abortOpen();

  @AfterEach
  final void closeSources() {
    opened.forEach(LogSource::close);
    opened.forEach(LogSource::close);
  }

  @Test
  void recordsComeInOrderFromTheOffsetThatWasSought() {
    writeRuns(first(), 5);
    LogSource source = assigned(first());
    long second = take(source, first(), 0, 5).get(1).offset();
    List<Entry> again = take(source, first(), second, 4);
    assertThat(again).extracting(entry -> entry.place().scn()).containsExactly(scns(1, 4));
    assertThat(again).extracting(Entry::partition).containsOnly(first());
  }

  @Test
  void whatIsOpenIsNotDeliveredAndWhatIsAbortedNeverIs() throws Exception {
    writeRuns(first(), 2);
    LogSource source = assigned(first());
    assertThat(take(source, first(), 0, 2)).hasSize(2);
    Bounds before = source.bounds(Set.of(first())).get(first());
    appendOpen(first(), runs.heartbeat(Notes.SOURCE_TIME).get(0));
    for (int i = 0; i < 5; i++) {
      assertThat(source.poll(WAIT).entries()).isEmpty();
    }
    assertThat(source.bounds(Set.of(first())).get(first())).isEqualTo(before);
    assertThat(source.first(first(), before.begin(), before.end())).isPresent();
    abortOpen();
    writeRuns(first(), 1);
    assertThat(collect(source, 1)).extracting(e -> e.place().scn()).containsExactly(scns(3, 1));
  }

  @Test
  void anEntryHoldsTheRecordAsItWasWritten() {
    List<LogRecord> written = writeRuns(first(), 2);
    for (Entry entry : take(assigned(first()), first(), 0, 2)) {
      LogRecord read = entry.record();
      LogRecord expected = written.get((int) read.place().scn().sequence());
      assertThat(read.place()).isEqualTo(expected.place());
      assertThat(read.begin()).isEqualTo(expected.begin());
      assertThat(read.end()).isEqualTo(expected.end());
      assertThat(read.key()).isEqualTo(expected.key());
      assertThat(read.value()).isEqualTo(expected.value());
    }
  }

  @Test
  void aPausedPartitionNeedsNoPositionAndDeliversNothing() {
    writeRuns(first(), 3);
    LogSource source = assigned(first(), second());
    assertThat(source.poll(WAIT).entries()).isEmpty();
    assertThat(take(source, first(), 0, 3)).hasSize(3);
    source.pause(first());
    writeRuns(first(), 2);
    for (int i = 0; i < 5; i++) {
      assertThat(source.poll(WAIT).entries()).isEmpty();
    }
    source.resume(first());
    assertThat(collect(source, 2)).extracting(e -> e.place().scn()).containsExactly(scns(3, 2));
  }

  @Test
  void boundsEncloseTheRecordsAndThePositionReachesTheirEnd() {
    LogSource source = assigned(first(), second());
    Bounds none = source.bounds(Set.of(first())).get(first());
    assertThat(none.begin()).isEqualTo(none.end());
    writeRuns(first(), 3);
    // Taken first: a commit returns before its end is visible to readers.
    List<Entry> entries = take(source, first(), none.begin(), 3);
    Bounds three = source.bounds(Set.of(first(), second())).get(first());
    assertThat(three.begin()).isEqualTo(entries.get(0).offset());
    assertThat(three.end()).as("hidden offsets").isGreaterThan(entries.get(2).offset() + 1);
    for (int i = 0; i < POLLS && source.position(first()) < three.end(); i++) {
      assertThat(source.poll(WAIT).entries()).isEmpty();
    }
    assertThat(source.position(first())).isGreaterThanOrEqualTo(three.end());
  }

  @Test
  void aProbeFindsTheFirstRecordInItsRangeAndLeavesThePositionAlone() {
    writeRuns(first(), 4);
    LogSource source = assigned(first(), second());
    List<Entry> all = take(source, first(), 0, 4);
    long end = source.bounds(Set.of(first())).get(first()).end();
    writeRuns(second(), 1);
    source.seek(first(), all.get(2).offset());
    assertThat(probed(source, 0, end)).contains(Scn.parse("1:0"));
    assertThat(probed(source, all.get(1).offset(), end)).contains(Scn.parse("1:1"));
    assertThat(probed(source, all.get(1).offset() + 1, end)).contains(Scn.parse("1:2"));
    assertThat(probed(source, all.get(1).offset() + 1, all.get(2).offset())).isEmpty();
    assertThat(probed(source, all.get(3).offset() + 1, end)).isEmpty();
    assertThat(collect(source, 2)).extracting(e -> e.place().scn()).containsExactly(scns(2, 2));
  }

  @Test
  void aTimeLeadsToTheFirstRecordThatWasNotSentBeforeIt() {
    LogSource source = assigned(first(), second());
    assertThat(source.offsetAt(first(), Instant.EPOCH)).isEmpty();
    writeRuns(first(), 4);
    List<Entry> all = take(source, first(), 0, 4);
    long end = all.get(3).offset() + 1;
    assertThat(source.offsetAt(first(), Instant.EPOCH)).hasValue(all.get(0).offset());
    for (Entry entry : all) {
      Optional<Scn> due =
          all.stream()
              .filter(other -> !other.timestamp().isBefore(entry.timestamp()))
              .findFirst()
              .map(other -> other.place().scn());
      long found = source.offsetAt(first(), entry.timestamp()).orElseThrow();
      assertThat(probed(source, found, end)).isEqualTo(due);
    }
    Instant tomorrow = all.get(3).timestamp().plus(Duration.ofDays(1));
    assertThat(source.offsetAt(first(), tomorrow)).isEmpty();
    assertThat(source.offsetAt(second(), Instant.EPOCH)).isEmpty();
  }

  @Test
  void aPositionThatRetentionTookIsLostAndHurtsNoOtherPartition() {
    writeRuns(first(), 3);
    deleteAll(first());
    LogRecord elsewhere = runs.heartbeat(Notes.SOURCE_TIME).get(0);
    write(second(), elsewhere);
    LogSource source = assigned(first(), second());
    source.seek(first(), 0);
    source.seek(second(), 0);
    source.resume(first());
    source.resume(second());
    List<Entry> entries = new ArrayList<>();
    Set<PartitionId> lost = Set.of();
    for (int i = 0; i < POLLS && (entries.isEmpty() || lost.isEmpty()); i++) {
      Polled polled = source.poll(WAIT);
      entries.addAll(polled.entries());
      lost = polled.lost().isEmpty() ? lost : polled.lost();
    }
    assertThat(lost).containsExactly(first());
    assertThat(entries).extracting(Entry::partition).containsExactly(second());
    write(first(), runs.heartbeat(Notes.SOURCE_TIME).get(0));
    source.seek(first(), source.bounds(Set.of(first())).get(first()).begin());
    source.resume(first());
    assertThat(collect(source, 1)).extracting(Entry::partition).containsExactly(first());
  }

  private Optional<Scn> probed(LogSource source, long from, long to) {
    return source.first(first(), from, to).map(entry -> entry.place().scn());
  }

  private PartitionId first() {
    return new PartitionId(logged(), 0);
  }

  private PartitionId second() {
    return new PartitionId(logged(), 1);
  }

  private LogSource assigned(PartitionId... partitions) {
    LogSource source = source();
    opened.add(source);
    source.assign(Set.of(partitions));
    return source;
  }

  private List<LogRecord> writeRuns(PartitionId partition, int count) {
    List<LogRecord> written = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      List<LogRecord> run =
          open ? runs.transaction(Notes.delete(i)) : runs.opening(1, Optional.empty());
      open = true;
      run.forEach(record -> write(partition, record));
      written.addAll(run);
    }
    return written;
  }

  private static Scn[] scns(int first, int count) {
    return java.util.stream.IntStream.range(first, first + count)
        .mapToObj(sequence -> new Scn(1, sequence))
        .toArray(Scn[]::new);
  }

  private static List<Entry> take(LogSource source, PartitionId partition, long from, int count) {
    source.seek(partition, from);
    source.resume(partition);
    return collect(source, count);
  }

  private static List<Entry> collect(LogSource source, int count) {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < POLLS && entries.size() < count; i++) {
      entries.addAll(source.poll(WAIT).entries());
    }
    assertThat(entries).hasSize(count);
    return entries;
  }
}
