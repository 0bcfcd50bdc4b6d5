package dev.doppio.logwriter;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When records are committed. */
final class CommitPolicyTest {
  private static final CommitPolicy STANDARD = CommitPolicy.standard();

  @Test
  void aDrainedSourceIsCommittedAtOnce() {
    assertThat(STANDARD.recordsDue(true, Duration.ZERO, 1, Duration.ZERO)).isTrue();
    assertThat(STANDARD.recordsDue(false, Duration.ZERO, 1, Duration.ZERO)).isFalse();
  }

  @Test
  void aFloodIsCommittedAtAnAgeOrASize() {
    assertThat(due(99, 0)).isFalse();
    assertThat(due(100, 0)).isTrue();
    assertThat(STANDARD.recordsDue(false, Duration.ZERO, 16 << 20, Duration.ofDays(1))).isTrue();
  }

  @Test
  void aBacklogIsCommittedAtATenthOfItsLagAndAfterASecondAtTheLatest() {
    assertThat(due(100, 1_000)).isTrue();
    assertThat(due(499, 5_000)).isFalse();
    assertThat(due(500, 5_000)).isTrue();
    assertThat(due(999, 3_600_000)).isFalse();
    assertThat(due(1_000, 3_600_000)).isTrue();
  }

  @Test
  void aClockThatIsAheadOfTheWritersIsNoLag() {
    assertThat(due(100, -3_600_000)).isTrue();
  }

  @Test
  void aLongerAgeThanThatOfABacklogStays() {
    CommitPolicy slow = new CommitPolicy(Duration.ofSeconds(5), 1 << 20, Duration.ofSeconds(1));
    assertThat(slow.recordsDue(false, Duration.ofSeconds(4), 1, Duration.ofHours(1))).isFalse();
    assertThat(slow.recordsDue(false, Duration.ofSeconds(5), 1, Duration.ofHours(1))).isTrue();
  }

  private static boolean due(long ageMillis, long lagMillis) {
    return STANDARD.recordsDue(
        false, Duration.ofMillis(ageMillis), 1, Duration.ofMillis(lagMillis));
  }
}
