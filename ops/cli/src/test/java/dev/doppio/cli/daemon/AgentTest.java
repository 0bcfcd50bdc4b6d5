package dev.doppio.cli.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class AgentTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final CountDownLatch stepped = new CountDownLatch(3);
  private final CountDownLatch failed = new CountDownLatch(1);

  @Test
  void stepsUntilStoppedAndThenDrainsOnceOnTheSameThread() throws Exception {
    Agent agent = new Agent(new Counting(() -> {}), () -> {});
    agent.start();
    assertThat(stepped.await(10, TimeUnit.SECONDS)).isTrue();
    agent.stop();
    agent.stop();

    assertThat(agent.endsWithin(SOON)).isTrue();
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
            failed::countDown);
    agent.start();

    assertThat(failed.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(agent.endsWithin(SOON)).isTrue();
    assertThat(agent.failure().orElseThrow()).hasMessage("broken");
    assertThat(calls).isEmpty();
  }

  @Test
  void oneThatWasNeverStartedHasEnded() {
    assertThat(new Agent(new Counting(() -> {}), () -> {}).endsWithin(SOON)).isTrue();

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
