package dev.doppio.logreader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.doppio.logreader.LogLook.Look;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.log.LogRecord;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** What takes runs out of the log as they are, or ends it. */
final class RunCopyTest {
  private static final PartitionId PARTITION = new PartitionId("shop", 0);

  private final LogCopy copy = new LogCopy(3);
  private final List<LogRecord> written = new ArrayList<>();
  private final Runs runs = Runs.opened(written);
  private final List<String> into = new ArrayList<>();
  private final RunCopy.Sink sink =
      new RunCopy.Sink() {
        @Override
        public void record(LogSource.Entry entry) {
          into.add(entry.place().scn() + "#" + entry.place().ordinal());
        }

        @Override
        public void commit() {
          into.add("commit");
        }
      };

  private void transactions(int count) {
    for (int i = 0; i < count; i++) {
      written.addAll(
          runs.transaction(Notes.insert(Notes.row(i, "x")), Notes.insert(Notes.row(-1 - i, "y"))));
    }
  }

  private RunCopy.Copied copied(String from, String to, BooleanSupplier ending) {
    LogSource source = copy.open();
    Look look = new LogLook(source, Runs::schemas).at(PARTITION);
    LogPlaces places = new LogPlaces(source, Runs::schemas);
    return new RunCopy(source, sink, places.first(look, new StartPlace.AtScn(Scn.parse(from))))
        .copy(look.bounds().end(), scn -> !Scn.parse(to).isBefore(scn), ending);
  }

  @Test
  void wholeRunsAreCopiedFromTheFirstToTheLast() {
    transactions(4);
    copy.append(PARTITION, written);

    RunCopy.Copied copied = copied("1:2", "1:3", () -> false);

    assertThat(into).containsExactly("1:2#0", "1:2#1", "1:3#0", "1:3#1", "commit");
    assertThat(copied.last()).contains(Scn.parse("1:3"));
    assertThat(copied.runs()).isEqualTo(2);
  }

  @Test
  void itEndsAtTheEndOfARunWhenItIsToldTo() {
    transactions(4);
    copy.append(PARTITION, written);

    RunCopy.Copied copied = copied("1:1", "1:4", () -> into.size() > 2);

    assertThat(into).containsExactly("1:1#0", "1:1#1", "1:2#0", "1:2#1", "commit");
    assertThat(copied.last()).contains(Scn.parse("1:2"));
  }

  @Test
  void aRunWithAHoleIsNotCommitted() {
    transactions(2);
    written.remove(written.size() - 2);
    copy.append(PARTITION, written);

    assertThatExceptionOfType(DoppioException.class)
        .isThrownBy(() -> copied("1:1", "1:2", () -> false));
    assertThat(into).doesNotContain("commit");
  }

  /** As in a copy that a mirror is writing. */
  @Test
  void aRunWhoseEndIsStillToComeIsCopiedWhenItHasCome() {
    transactions(2);
    LogRecord end = written.remove(written.size() - 1);
    copy.append(PARTITION, written);
    LogSource source = copy.open();
    LogLook looking = new LogLook(source, Runs::schemas);
    Look half = looking.at(PARTITION);
    LogPlaces places = new LogPlaces(source, Runs::schemas);
    RunCopy live = new RunCopy(source, sink, places.first(half, new StartPlace.AtOffset(0)));

    live.copy(half.bounds().end(), half::hasWhole, () -> false);
    assertThat(half.last().orElseThrow().whole()).isFalse();
    assertThat(into).containsExactly("1:0#0", "1:1#0", "1:1#1", "commit");

    into.clear();
    copy.append(PARTITION, List.of(end));
    Look whole = looking.at(PARTITION);
    live.copy(whole.bounds().end(), whole::hasWhole, () -> false);
    assertThat(into).containsExactly("1:2#0", "1:2#1", "commit");
    assertThat(live.copied().runs()).isEqualTo(3);
  }

  @Test
  void whatIsWrittenLaterHasToFollowWhatWasCopied() {
    transactions(1);
    copy.append(PARTITION, written);
    LogSource source = copy.open();
    LogLook looking = new LogLook(source, Runs::schemas);
    Look before = looking.at(PARTITION);
    LogPlaces places = new LogPlaces(source, Runs::schemas);
    RunCopy live = new RunCopy(source, sink, places.first(before, new StartPlace.AtOffset(0)));
    live.copy(before.bounds().end(), before::hasWhole, () -> false);

    written.clear();
    transactions(2);
    copy.append(PARTITION, written.subList(2, 4));
    Look after = looking.at(PARTITION);
    assertThatExceptionOfType(DoppioException.class)
        .isThrownBy(() -> live.copy(after.bounds().end(), after::hasWhole, () -> false))
        .withMessageContaining("what lies between is missing");
  }

  @Test
  void aBoundedLogEndsWithItsLastRunHoweverItIsPolled() {
    transactions(6);
    copy.append(PARTITION, written);
    LogSource source =
        new BoundedLog(copy, Map.of(PARTITION, Scn.parse("1:3")), BoundedLog.Throttle.NONE).open();
    source.assign(Set.of(PARTITION));
    source.seek(PARTITION, 0);
    source.resume(PARTITION);

    List<Scn> polled = new ArrayList<>();
    for (int poll = 0; poll < 10; poll++) {
      source.poll(Duration.ZERO).entries().forEach(entry -> polled.add(entry.place().scn()));
      source.resume(PARTITION);
    }
    assertThat(polled).endsWith(Scn.parse("1:3")).hasSize(7);
  }
}
