package dev.doppio.logreader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.doppio.logreader.LogLook.Look;
import dev.doppio.logreader.LogPlaces.First;
import dev.doppio.logreader.LogPlaces.Last;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.gtid.Gtid;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.LogRecord;
import dev.doppio.schemas.log.Origin;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class LogPlacesTest {
  private static final PartitionId PARTITION = new PartitionId("shop", 0);
  private static final PartitionId OTHER = new PartitionId("shop", 1);

  private final LogCopy copy = new LogCopy(10);
  private final List<LogRecord> written = new ArrayList<>();
  private final Runs runs = Runs.opened(written);
  private final LogSource source = copy.open();
  private final LogPlaces places = new LogPlaces(source, Runs::schemas);

  private void transactions(int count) {
    for (int i = 0; i < count; i++) {
      written.addAll(
          runs.transaction(Notes.insert(Notes.row(i, "x")), Notes.insert(Notes.row(-1 - i, "y"))));
    }
  }

  private Look look() {
    copy.append(PARTITION, written);
    copy.skip(PARTITION, 2);
    return new LogLook(source, Runs::schemas).at(PARTITION);
  }

  private static Gtid gtid(long number) {
    return new Gtid("00000000-0000-0000-0000-0000000000aa", number);
  }

  private static Checkpoint at(String scn, long transactions) {
    return new Checkpoint(Runs.LOG, "dc1", PARTITION, Scn.parse(scn), transactions);
  }

  @Test
  void aRunTellsWhereAConsumerStandsThatHasAllBeforeIt() {
    transactions(5);
    Look look = look();

    First third = places.first(look, new StartPlace.AtScn(Scn.parse("1:3")));
    assertThat(third.scn()).contains(Scn.parse("1:3"));
    assertThat(third.before()).contains(at("1:2", 2));
    First opening = places.first(look, new StartPlace.AtOffset(0));
    assertThat(opening.scn()).contains(Scn.parse("1:0"));
    assertThat(opening.before()).isEmpty();
    First next = places.behind(look, Scn.parse("1:5"));
    assertThat(next.scn()).isEmpty();
    assertThat(next.before()).contains(at("1:5", 5));
  }

  @Test
  void beforeAnOpeningStandsItsPredecessor() {
    transactions(2);
    written.addAll(runs.opening(2, Optional.of(runs.last())));
    Look look = look();

    assertThat(places.first(look, new StartPlace.AtScn(Scn.parse("2:0"))).before())
        .contains(at("1:2", 2));
    assertThat(places.behind(look, Scn.parse("1:2")).scn()).contains(Scn.parse("2:0"));
  }

  @Test
  void whereRetentionHasCutTheRunBeforeItIsToldAllTheSame() {
    transactions(5);
    copy.append(PARTITION, written);
    copy.deleteBefore(PARTITION, 5);
    Look look = new LogLook(source, Runs::schemas).at(PARTITION);

    assertThat(places.first(look, new StartPlace.AtOffset(5)).before()).contains(at("1:2", 2));
  }

  @Test
  void aTransactionIsFoundByItsGtidInWhicheverPartitionHasIt() {
    transactions(5);
    Look look = look();
    List<LogRecord> others = new ArrayList<>();
    Runs.opened(others);
    copy.append(OTHER, others);
    Look other = new LogLook(source, Runs::schemas).at(OTHER);

    Optional<SourcePlace> found = places.find(List.of(other, look), gtid(4), Instant.EPOCH);
    assertThat(found)
        .contains(new SourcePlace(gtid(4), new Origin("dc1", "node1"), 4, Notes.SOURCE_TIME));
    assertThat(places.runOf(look, found.get()).flatMap(First::scn)).contains(Scn.parse("1:4"));
    assertThat(places.runOf(other, found.get())).isEmpty();
    assertThat(places.find(List.of(other, look), gtid(99), Instant.EPOCH)).isEmpty();
  }

  @Test
  void aPartitionThatATransactionDidNotTouchEndsByTheNodesOwnNumbers() {
    transactions(3);
    written.addAll(runs.heartbeat(Notes.SOURCE_TIME));
    written.addAll(runs.alter());
    transactions(3);
    Look look = look();

    for (int number = 1; number <= 6; number++) {
      int sequence = number <= 3 ? number : number + 2;
      assertThat(places.lastBy(look, place(number)))
          .contains(new Last(new Scn(1, sequence), number));
    }
    assertThat(places.lastBy(look, place(7))).contains(new Last(Scn.parse("1:8"), 6));
  }

  private static SourcePlace place(long number) {
    return new SourcePlace(gtid(number), new Origin("dc1", "node1"), number, Notes.SOURCE_TIME);
  }

  @Test
  void ofAnotherNodeTheCommitTimeTells() {
    transactions(3);
    Look look = look();
    Origin stranger = new Origin("dc1", "node2");

    SourcePlace later = new SourcePlace(gtid(9), stranger, 1, Notes.SOURCE_TIME.plusSeconds(1));
    assertThat(places.lastBy(look, later)).contains(new Last(Scn.parse("1:3"), 3));
  }

  @Test
  void whatIsCommittedAtATimeIsStillBeforeIt() {
    transactions(3);
    Look look = look();

    assertThat(places.lastBy(look, Notes.SOURCE_TIME)).contains(new Last(Scn.parse("1:3"), 3));
  }

  @Test
  void aPlaceThatIsNotThereIsSaidWithTheRangeThereIs() {
    transactions(1);
    Look look = look();

    assertThatExceptionOfType(DoppioException.class)
        .isThrownBy(() -> places.first(look, new StartPlace.AtScn(Scn.parse("1:9"))))
        .withMessageContaining("which has 1:0 to 1:1");
    assertThat(places.lastAt(look, Scn.parse("1:9"))).isEmpty();
    assertThat(places.lastAt(look, Scn.parse("1:1"))).contains(new Last(Scn.parse("1:1"), 1));
  }
}
