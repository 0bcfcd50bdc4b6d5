package dev.doppio.logreader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doppio.logreader.LogSource.Bounds;
import dev.doppio.logreader.PartitionBuffer.Start;
import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.failure.Reaction;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.LogId;
import dev.doppio.schemas.log.LogRecord;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class ScnSearchTest {
  private static final PartitionId PARTITION = new PartitionId("shop", 0);

  private final LogCopy copy = new LogCopy(10);

  @Test
  void everyCheckpointIsFollowedByItsNextRunWhateverTheHoles() {
    for (long seed = 0; seed < 30; seed++) {
      Random random = new Random(seed);
      LogCopy holed = new LogCopy(10);
      Map<Scn, Long> begins = new HashMap<>();
      List<Scn> scns = new ArrayList<>();
      Runs runs = new Runs(Runs.LOG);
      for (int i = 0; i < 60; i++) {
        holed.skip(PARTITION, random.nextInt(3) == 0 ? random.nextInt(40) : 1);
        long begin = holed.end(PARTITION);
        holed.append(PARTITION, run(runs, random, i));
        begins.put(runs.last(), begin);
        scns.add(runs.last());
      }
      holed.skip(PARTITION, random.nextInt(40));
      for (int i = 0; i < scns.size() - 1; i++) {
        assertNextIs(holed, scns.get(i), scns.get(i + 1), "seed " + seed);
      }
      assertThat(search(holed).after(at(scns.get(59))).offset()).isEqualTo(holed.end(PARTITION));
    }
  }

  private static List<LogRecord> run(Runs runs, Random random, int i) {
    if (i == 0 || random.nextInt(20) == 0) {
      return runs.opening(i + 1, i == 0 ? Optional.empty() : Optional.of(runs.last()));
    }
    DocumentChange[] rows = new DocumentChange[1 + random.nextInt(8)];
    for (int row = 0; row < rows.length; row++) {
      rows[row] = Notes.insert(Notes.row(row, "x"));
    }
    return runs.transaction(rows);
  }

  private static void assertNextIs(LogCopy log, Scn checkpoint, Scn next, String seed) {
    Start start = search(log).after(at(checkpoint));
    try (LogSource source = assigned(log)) {
      source.seek(PARTITION, start.offset());
      source.resume(PARTITION);
      LogSource.Entry first = source.poll(java.time.Duration.ZERO).entries().get(0);
      assertThat(first.place().scn()).as("after %s, %s", checkpoint, seed).isEqualTo(next);
      assertThat(first.place().begin()).isTrue();
    }
  }

  @Test
  void theCostGrowsWithTheLogarithmOfTheLog() {
    Runs runs = new Runs(Runs.LOG);
    copy.append(PARTITION, runs.opening(1, Optional.empty()));
    for (int i = 0; i < 50_000; i++) {
      copy.append(PARTITION, runs.heartbeat(Notes.SOURCE_TIME)).skip(PARTITION, 1);
    }
    assertThat(search(copy).after(at(Scn.parse("1:25000"))).probes()).isLessThanOrEqualTo(22);
    assertThat(search(copy).after(at(Scn.parse("1:7"))).probes()).isLessThanOrEqualTo(22);
    assertThat(search(copy).after(at(Scn.parse("1:49999"))).probes()).isLessThanOrEqualTo(22);
    assertThat(search(copy).after(at(Scn.parse("1:50000"))).probes()).isLessThanOrEqualTo(4);
  }

  @Test
  void aLogThatBeginsBeyondTheCheckpointIsReadFromItsBeginning() {
    Runs runs = new Runs(Runs.LOG);
    copy.append(PARTITION, runs.opening(1, Optional.empty()));
    copy.append(PARTITION, runs.transaction(Notes.delete(1)));
    copy.append(PARTITION, runs.transaction(Notes.delete(2)));
    copy.deleteBefore(PARTITION, 2);
    assertThat(search(copy).after(at(Scn.parse("1:0"))))
        .satisfies(start -> assertThat(start.kind()).isEqualTo(Start.Kind.LOG_BEGIN))
        .satisfies(start -> assertThat(start.offset()).isEqualTo(2));
  }

  @Test
  void whatRetentionDeletesUnderASearchMakesItBeginAnew() {
    Runs runs = new Runs(Runs.LOG);
    copy.append(PARTITION, runs.opening(1, Optional.empty()));
    for (int i = 0; i < 20; i++) {
      copy.append(PARTITION, runs.heartbeat(Notes.SOURCE_TIME));
    }
    int begunAnew = 0;
    for (int probes = 1; probes < 20; probes++) {
      LogSource source = assigned(copy);
      Bounds bounds = source.bounds(Set.of(PARTITION)).get(PARTITION);
      ScnSearch search = new ScnSearch(emptyAfter(probes, source), PARTITION, bounds);
      try {
        search.after(at(new Scn(1, 7)));
      } catch (DoppioException e) {
        assertThat(e.kind().reaction()).isEqualTo(Reaction.RETRY);
        begunAnew++;
      }
    }
    assertThat(begunAnew).isPositive();
  }

  private static LogSource emptyAfter(int probes, LogSource source) {
    int[] left = {probes};
    return (LogSource)
        Proxy.newProxyInstance(
            LogSource.class.getClassLoader(),
            new Class<?>[] {LogSource.class},
            (proxy, method, arguments) ->
                method.getName().equals("first") && left[0]-- <= 0
                    ? Optional.empty()
                    : method.invoke(source, arguments));
  }

  @Test
  void anotherLogIsToldWhereverTheCheckpointWouldLie() {
    Runs runs = new Runs(new LogId(new UUID(0, 9)));
    copy.append(PARTITION, runs.opening(1, Optional.empty()));
    copy.append(PARTITION, runs.transaction(Notes.delete(1), Notes.delete(2), Notes.delete(3)));
    copy.deleteBefore(PARTITION, 2);
    copy.append(PARTITION, runs.transaction(Notes.delete(4), Notes.delete(5)));
    for (String scn : List.of("1:1", "1:2", "7:7")) {
      assertThatThrownBy(() -> search(copy).after(at(Scn.parse(scn))))
          .as(scn)
          .isInstanceOfSatisfying(
              DoppioException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.LOG_REPLACED));
    }
  }

  @Test
  void theLastRecordIsFoundBehindAnyTail() {
    Runs runs = new Runs(Runs.LOG);
    assertThat(search(copy).last()).isEmpty();
    copy.append(PARTITION, runs.opening(1, Optional.empty()));
    for (int tail = 0; tail < 300; tail += 7) {
      copy.append(PARTITION, runs.transaction(Notes.delete(tail), Notes.delete(tail)));
      copy.skip(PARTITION, tail);
      LogSource.Entry last = search(copy).last().orElseThrow();
      assertThat(last.place().scn()).isEqualTo(runs.last());
      assertThat(last.place().end()).isTrue();
    }
    copy.deleteBefore(PARTITION, copy.end(PARTITION));
    assertThat(search(copy).last()).isEmpty();
  }

  private static ScnSearch search(LogCopy log) {
    LogSource source = assigned(log);
    Bounds bounds = source.bounds(Set.of(PARTITION)).get(PARTITION);
    return new ScnSearch(source, PARTITION, bounds);
  }

  private static LogSource assigned(LogCopy log) {
    LogSource source = log.open();
    source.assign(Set.of(PARTITION));
    return source;
  }

  private static Checkpoint at(Scn scn) {
    return new Checkpoint(Runs.LOG, "dc1", PARTITION, scn, 0);
  }
}
