package dev.doppio.cli.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class AgentTest {
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final CountDownLatch stepped = new CountDownLatch(3);
  private final CountDownLatch failed = new CountDownLatch(1);

  @Test
  void stepsUntilClosedAndThenDrainsOnceOnTheSameThread() throws Exception {
    Agent agent = new Agent(new Counting(() -> {}), Duration.ofSeconds(10), () -> {});
    agent.start();
    assertThat(stepped.await(10, TimeUnit.SECONDS)).isTrue();
    agent.close();
    agent.close();

    assertThat(calls.get(calls.size() - 1)).isEqualTo("drain on counting");
    assertThat(calls.stream().filter(call -> call.startsWith("drain"))).hasSize(1);
    assertThat(agent.failure()).isEmpty();
  }

  @Test
  void aFailureEndsItIsKeptAndTold() throws Exception {
    Agent agent =
        new Agent(
            new Counting(
                () -> {
                  throw new IllegalStateException("broken");
                }),
            Duration.ofSeconds(10),
            failed::countDown);
    agent.start();

    assertThat(failed.await(10, TimeUnit.SECONDS)).isTrue();
    agent.close();
    assertThat(agent.failure().orElseThrow()).hasMessage("broken");
    assertThat(calls).isEmpty();
  }

  @Test
  void aStepThatNeverEndsIsReportedAfterTheBound() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch began = new CountDownLatch(1);
    Duty stuck =
        new Counting(
            () -> {
              began.countDown();
              while (never.getCount() > 0) {
                try {
                  never.await();
                } catch (InterruptedException e) {
                  never.countDown();
                }
              }
            });
    Agent agent = new Agent(stuck, Duration.ofMillis(50), () -> {});
    agent.start();
    assertThat(began.await(10, TimeUnit.SECONDS)).isTrue();

    assertThatThrownBy(agent::close).hasMessageContaining("counting is still busy 50 ms");
  }

  @Test
  void oneThatWasNeverStartedCloses() {
    new Agent(new Counting(() -> {}), Duration.ofSeconds(10), () -> {}).close();

    assertThat(calls).isEmpty();
  }

  @Test
  void closingGoesOnAfterAFailureInReverseOrderAndKeepsAll() {
    Closing closing = new Closing();
    closing.add(() -> calls.add("first"));
    closing.add(
        () -> {
          throw new IllegalStateException("second");
        });
    closing.add(
        () -> {
          throw new IllegalStateException("third");
        });
    closing.add(() -> calls.add("fourth"));
    closing.close();
    closing.close();

    assertThat(calls).containsExactly("fourth", "first");
    assertThat(closing.failure().orElseThrow()).hasMessage("third");
    assertThat(closing.failure().orElseThrow().getSuppressed()).hasSize(1);
  }

  private final class Counting implements Duty {
    private final Runnable work;

    Counting(Runnable work) {
      this.work = work;
    }

    @Override
    public String name() {
      return "counting";
    }

    @Override
    public boolean step() {
      work.run();
      calls.add("step");
      stepped.countDown();
      return false;
    }

    @Override
    public void drain() {
      calls.add("drain on " + Thread.currentThread().getName());
    }
  }
}
