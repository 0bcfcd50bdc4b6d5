package dev.doppio.logreader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.logreader.LogLook.Lag;
import dev.doppio.logreader.LogLook.LastRun;
import dev.doppio.logreader.LogLook.Look;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.LogId;
import dev.doppio.schemas.log.LogRecord;
import dev.doppio.schemas.log.Origin;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class LogLookTest {
  private static final PartitionId PARTITION = new PartitionId("shop", 0);
  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");

  private final LogCopy copy = new LogCopy(10);
  private final List<LogRecord> written = new ArrayList<>();
  private final Runs runs = Runs.opened(written);
  private final LogLook looking = new LogLook(copy.open(), Runs::schemas);

  private Look look() {
    copy.append(PARTITION, written);
    return looking.at(PARTITION);
  }

  private static Optional<Checkpoint> at(String scn, long transactions) {
    return at(Runs.LOG, scn, transactions);
  }

  private static Optional<Checkpoint> at(LogId log, String scn, long transactions) {
    return Optional.of(new Checkpoint(log, "dc1", PARTITION, Scn.parse(scn), transactions));
  }

  private static long bytes(List<LogRecord> records) {
    return records.stream().mapToLong(r -> r.key().length + r.value().length).sum();
  }

  @Test
  void anEmptyPartitionHasNoLastRunAndNoLagThatIsKnown() {
    Look look = look(new LogCopy(10));

    assertThat(look.last()).isEmpty();
    assertThat(looking.lag(look, Optional.empty())).isEqualTo(Lag.UNKNOWN);
  }

  private static Look look(LogCopy empty) {
    return new LogLook(empty.open(), Runs::schemas).at(PARTITION);
  }

  @Test
  void theLastRunIsToldWithItsWriterItsCountAndItsTime() {
    written.addAll(
        runs.transaction(Notes.insert(Notes.row(1, "x")), Notes.insert(Notes.row(2, "y"))));
    written.addAll(runs.withBareEnd().transaction(Notes.insert(Notes.row(3, "z"))));

    assertThat(look().last())
        .contains(
            new LastRun(
                Scn.parse("1:2"),
                2,
                Optional.of(new Origin("dc1", "node1")),
                Optional.of(Runs.LOG),
                Optional.of(Notes.SOURCE_TIME),
                true));
  }

  @Test
  void aCheckpointAtTheEndHasNoLagInAnything() {
    written.addAll(runs.transaction(Notes.insert(Notes.row(1, "x"))));
    copy.skip(PARTITION, 3);

    assertThat(looking.lag(look(), at("1:1", 1))).isEqualTo(Lag.NONE);
  }

  @Test
  void heartbeatsThatAreNotCommittedYetAreNoLag() {
    written.addAll(runs.transaction(Notes.insert(Notes.row(1, "x"))));
    written.addAll(runs.heartbeat(TIME));
    written.addAll(runs.heartbeat(TIME.plusSeconds(10)));

    assertThat(looking.lag(look(), at("1:1", 1))).isEqualTo(Lag.NONE);
  }

  @Test
  void whatIsBetweenCheckpointAndEndIsCountedInTransactionsTimeAndBytes() {
    written.addAll(runs.heartbeat(TIME));
    List<LogRecord> behind = new ArrayList<>();
    behind.addAll(runs.transaction(Notes.insert(Notes.row(1, "x"))));
    behind.addAll(runs.transaction(Notes.insert(Notes.row(2, "yy")), Notes.delete(1)));
    behind.addAll(runs.heartbeat(TIME.plusSeconds(7)));
    written.addAll(behind);

    assertThat(looking.lag(look(), at("1:1", 0)))
        .isEqualTo(
            new Lag(
                OptionalLong.of(2),
                Optional.of(Duration.ofSeconds(7)),
                OptionalLong.of(bytes(behind))));
  }

  @Test
  void aTargetThatHasNothingLacksAllAndForHowLongIsUnknown() {
    written.addAll(runs.transaction(Notes.insert(Notes.row(1, "x"))));

    assertThat(looking.lag(look(), Optional.empty()))
        .isEqualTo(new Lag(OptionalLong.of(1), Optional.empty(), OptionalLong.of(bytes(written))));
  }

  @Test
  void bytesOfMoreThanCanBeReadInAMomentAreUnknownAndTheRestIsNot() {
    written.addAll(runs.heartbeat(TIME));
    for (int i = 0; i < 1_001; i++) {
      written.addAll(runs.transaction(Notes.insert(Notes.row(i, "x"))));
    }
    written.addAll(runs.heartbeat(TIME.plusSeconds(60)));

    assertThat(looking.lag(look(), at("1:1", 0)))
        .isEqualTo(
            new Lag(
                OptionalLong.of(1_001), Optional.of(Duration.ofMinutes(1)), OptionalLong.empty()));
  }

  @Test
  void theLagBehindAnotherLogOrADivergedOneIsUnknown() {
    written.addAll(runs.transaction(Notes.insert(Notes.row(1, "x"))));
    written.addAll(runs.opening(2, Optional.of(runs.last())));
    Look look = look();

    assertThat(looking.lag(look, at(new LogId(new UUID(7, 7)), "1:1", 1))).isEqualTo(Lag.UNKNOWN);
    assertThat(looking.lag(look, at("1:9", 9)).transactions()).isEmpty();
  }

  @Test
  void theTimeOfACheckpointThatRetentionHasDeletedIsUnknown() {
    written.addAll(runs.heartbeat(TIME));
    written.addAll(runs.heartbeat(TIME.plusSeconds(1)));
    written.addAll(runs.transaction(Notes.insert(Notes.row(1, "x"))));
    look();
    copy.deleteBefore(PARTITION, 2);
    Look look = looking.at(PARTITION);

    assertThat(looking.lag(look, at("1:1", 0)).time()).isEmpty();
    assertThat(looking.lag(look, at("1:1", 0)).transactions()).hasValue(1);
  }

  @Test
  void aConsumerGoesOnWhereItsNextRunIsThereOrIsStillToCome() {
    written.addAll(runs.heartbeat(TIME));
    written.addAll(runs.opening(2, Optional.of(runs.last())));
    Look look = look();

    assertThat(looking.obstacle(look, Optional.empty())).isEmpty();
    for (String scn : List.of("1:0", "1:1", "2:0")) {
      assertThat(looking.obstacle(look, at(scn, 0))).as(scn).isEmpty();
    }
    copy.deleteBefore(PARTITION, 2);
    assertThat(looking.obstacle(looking.at(PARTITION), at("1:1", 0))).isEmpty();
  }

  @Test
  void aConsumerWhoseNextRunRetentionHasDeletedOrThatReadAnotherLogDoesNot() {
    written.addAll(runs.heartbeat(TIME));
    written.addAll(runs.heartbeat(TIME));
    look();
    copy.deleteBefore(PARTITION, 2);
    Look cut = looking.at(PARTITION);

    assertThat(looking.obstacle(cut, at("1:0", 0)).orElseThrow())
        .startsWith("the log begins at 1:2, after the checkpoint 1:0");
    assertThat(looking.obstacle(cut, at("1:1", 0))).isEmpty();
    assertThat(looking.obstacle(cut, Optional.empty()).orElseThrow())
        .contains("its first opening, and nothing was applied");
    assertThat(looking.obstacle(cut, at(new LogId(new UUID(7, 7)), "1:2", 0))).isPresent();
  }
}
