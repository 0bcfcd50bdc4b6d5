package dev.doppio.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.doppio.logreader.LogLook.Look;
import dev.doppio.logreader.LogPlaces.First;
import dev.doppio.logreader.LogPlaces.Last;
import dev.doppio.logreader.LogSource.Bounds;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.LogId;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class RouteTest {
  private static final PartitionId PARTITION = new PartitionId("shop", 3);
  private static final Look LOOK = new Look(PARTITION, new Bounds(0, 900), Optional.empty());
  private static final EndSearch.Bound END =
      new EndSearch.Bound(Optional.of(new Last(Scn.parse("1:500"), 450)), false);

  private static Checkpoint at(String scn, long transactions) {
    return new Checkpoint(
        new LogId(new UUID(0, 1)), "dc1", PARTITION, Scn.parse(scn), transactions);
  }

  private static Route from(String scn, Checkpoint before) {
    First first = new First(PARTITION, 7, Optional.of(Scn.parse(scn)), Optional.ofNullable(before));
    return new Route(LOOK, Optional.of(first), END);
  }

  @Test
  void aConsumerThatIsAheadOfTheBeginWouldApplyAgainWhatIsBetween() {
    Route route = from("1:101", at("1:100", 90));

    assertThat(route.isRewindOf(at("1:300", 270))).isTrue();
    assertThat(route.ahead(at("1:300", 270)))
        .contains("shop/3 stands at 1:300, ahead of 1:101: 180 transactions are applied again");
    assertThat(route.expected(Optional.of(at("1:300", 270)))).isEqualTo(360);
  }

  @Test
  void aConsumerThatStandsRightBeforeTheBeginGoesOn() {
    Route route = from("1:101", at("1:100", 90));

    assertThat(route.isRewindOf(at("1:100", 90))).isFalse();
    assertThat(route.ahead(at("1:100", 90))).isEmpty();
    assertThatCode(() -> route.refuseGap(at("1:100", 90))).doesNotThrowAnyException();
    assertThat(route.expected(Optional.of(at("1:100", 90)))).isEqualTo(360);
  }

  @Test
  void whatLiesBetweenAConsumerAndTheBeginIsNotLeftOut() {
    Route route = from("1:101", at("1:100", 90));

    assertThatExceptionOfType(DoppioException.class)
        .isThrownBy(() -> route.refuseGap(at("1:42", 40)))
        .withMessageContaining("up to 1:100 would be missing");
  }

  @Test
  void withTheLogsFirstOpeningAnybodyIsAhead() {
    assertThat(from("1:0", null).isRewindOf(at("1:0", 0))).isTrue();
  }

  @Test
  void withoutABeginNothingIsAppliedAgain() {
    Route route = new Route(LOOK, Optional.empty(), END);

    assertThat(route.isRewindOf(at("1:300", 270))).isFalse();
    assertThat(route.expected(Optional.of(at("1:300", 270)))).isEqualTo(180);
    assertThat(route.expected(Optional.empty())).isEqualTo(450);
  }

  @Test
  void aTopicIsNamedSoThatReadersFindIt() {
    assertThat(TopicReplay.prefixOf("team.copied.shop", "shop", "doppio")).isEqualTo("team.copied");
    for (String wrong : new String[] {"shop", ".shop", "copied", "doppio.shop", "copied.other"}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> TopicReplay.prefixOf(wrong, "shop", "doppio"))
          .withMessageContaining("<prefix>.shop");
    }
  }
}
