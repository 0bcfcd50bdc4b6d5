package dev.doppio.schemas.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.schemas.gtid.Gtid;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** A GTID that was given twice stands for two transactions. */
final class LastTransactionTest {
  private static final String A = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
  private static final String B = "4e11fa47-71ca-11e1-9e33-c80aa9429562";
  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678901Z");

  private static LastTransaction of(long number, Instant time, long bytes, String server) {
    return new LastTransaction(new Gtid(A, number), time, OptionalLong.of(bytes), server);
  }

  @Test
  void anotherGtidOrCommitTimeIsAnotherTransactionWhereverItIsRead() {
    LastTransaction one = of(7, TIME, 870, A);
    assertThat(one.mayBe(of(7, TIME.plusNanos(999), 870, B))).as("below a microsecond").isTrue();
    assertThat(one.mayBe(of(8, TIME, 870, A))).isFalse();
    assertThat(one.mayBe(of(7, TIME.plusNanos(1_000), 870, A))).isFalse();
    assertThat(one.mayBe(of(7, TIME.plusNanos(1_000), 870, B))).isFalse();
  }

  @Test
  void theLengthCountsInOneBinlogOnly() {
    LastTransaction one = of(7, TIME, 870, A);
    assertThat(one.mayBe(of(7, TIME, 871, A))).isFalse();
    assertThat(one.mayBe(of(7, TIME, 871, B))).isTrue();
    LastTransaction unknown = new LastTransaction(new Gtid(A, 7), TIME, OptionalLong.empty(), A);
    assertThat(one.mayBe(unknown)).isTrue();
  }
}
