package dev.doppio.capture.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.gtid.GtidSet;
import dev.doppio.schemas.source.CaptureScope;
import dev.doppio.schemas.source.SourceEvent;
import dev.doppio.schemas.source.SourcePosition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Events go from the engine to the one that polls: all, in order, and not too many at once. */
final class HandOverTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final SourceEvent END =
      new SourceEvent.End(new SourcePosition(GtidSet.empty(), CaptureScope.of(Map.of()), "", 0));

  private final HandOver handOver = new HandOver(100, 3);

  private static SourceEvent.Idle idle(long at) {
    SourcePosition position =
        new SourcePosition(GtidSet.empty(), CaptureScope.of(Map.of()), "binlog", at);
    return new SourceEvent.Idle(position, Instant.EPOCH);
  }

  @Test
  void everythingComesOutInOrderWhateverTheTwoThreadsDo() throws Exception {
    int events = 50_000;
    CompletableFuture<Void> engine =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 0; i < events; i++) {
                put(idle(i), i % 7);
              }
            });
    List<Long> seen = new ArrayList<>();
    while (seen.size() < events) {
      SourceEvent.Idle next = (SourceEvent.Idle) handOver.take(LONG).orElseThrow();
      seen.add(next.position().binlogOffset());
    }
    engine.get(30, TimeUnit.SECONDS);
    for (int i = 0; i < events; i++) {
      assertThat(seen.get(i)).isEqualTo(i);
    }
    assertThat(handOver.isEmpty()).isTrue();
    assertThat(handOver.take(Duration.ZERO)).isEmpty();
  }

  private boolean put(SourceEvent event, int size) {
    try {
      return handOver.put(event, size);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void theEngineWaitsWhileItIsFullByNumberOrByBytesAndALargeEventPassesAlone() throws Exception {
    for (int size : new int[] {0, 40}) {
      AtomicInteger put = new AtomicInteger();
      CompletableFuture<Thread> thread = new CompletableFuture<>();
      CompletableFuture<Void> engine =
          CompletableFuture.runAsync(
              () -> {
                thread.complete(Thread.currentThread());
                for (int i = 0; i < 5; i++) {
                  put(END, size);
                  put.incrementAndGet();
                }
              });
      awaitWaiting(thread.get(30, TimeUnit.SECONDS));
      assertThat(put).as("of size %d", size).hasValue(size == 0 ? 3 : 2);
      for (int i = 0; i < 5; i++) {
        assertThat(handOver.take(LONG)).isPresent();
      }
      engine.get(30, TimeUnit.SECONDS);
    }
    assertThat(put(END, 1_000)).isTrue();
    assertThat(handOver.take(LONG)).contains(END);
  }

  private static void awaitWaiting(Thread thread) {
    long deadline = System.nanoTime() + LONG.toNanos();
    while (thread.getState() != Thread.State.WAITING) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  @Test
  void anIdlePositionThatNobodyHasTakenGivesWayToALaterOne() throws Exception {
    put(END, 1);
    handOver.advance(idle(1));
    handOver.advance(idle(2));
    assertThat(handOver.take(Duration.ZERO)).contains(END);
    handOver.advance(idle(3));
    assertThat(handOver.take(Duration.ZERO)).contains(idle(2));
    assertThat(handOver.isEmpty()).isFalse();
    assertThat(handOver.take(Duration.ZERO)).contains(idle(3));
    assertThat(handOver.isEmpty()).isTrue();
  }

  @Test
  void aFailureIsToldBehindWhatCameBeforeItAndKeepsOutWhatComesAfter() throws Exception {
    put(END, 1);
    put(END, 1);
    assertThat(handOver.take(LONG)).contains(END);
    handOver.fail(new DoppioException(FailureKind.SOURCE_UNAVAILABLE, "lost"));
    handOver.fail(new DoppioException(FailureKind.INTERNAL, "later"));
    assertThat(put(END, 1)).isFalse();
    assertThat(handOver.take(LONG)).contains(END);
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> handOver.take(LONG)).hasMessage("lost");
    }
  }

  @Test
  void closingLetsBothSidesGo() throws Exception {
    for (int i = 0; i < 3; i++) {
      put(END, 1);
    }
    CompletableFuture<Thread> thread = new CompletableFuture<>();
    CompletableFuture<Boolean> engine =
        CompletableFuture.supplyAsync(
            () -> {
              thread.complete(Thread.currentThread());
              return put(END, 1);
            });
    awaitWaiting(thread.get(30, TimeUnit.SECONDS));
    handOver.close();
    assertThat(engine.get(30, TimeUnit.SECONDS)).isFalse();
    assertThat(handOver.take(LONG)).isEmpty();
  }
}
