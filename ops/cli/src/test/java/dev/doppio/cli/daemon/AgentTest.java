package dev.doppio.cli.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class AgentTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final CountDownLatch stepped = new CountDownLatch(3);
  private final CountDownLatch failed = new CountDownLatch(1);

  @Test
  void stepsUntilStoppedAndThenDrainsOnceOnTheSameThread() throws Exception {
    Agent agent = agent(() -> {});
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
        agent(
            () -> {
              throw new IllegalStateException("broken");
            });
    agent.start();

    assertThat(failed.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(agent.endsWithin(SOON)).isTrue();
    assertThat(agent.failure().orElseThrow()).hasMessage("broken");
    assertThat(calls).isEmpty();
  }

  @Test
  void aRestEndsWhenItIsWoken() throws Exception {
    Steps steps = new Steps(false);
    Agent idle = new Agent(steps, untilWoken(), () -> calls.add("worked"), failed::countDown);
    idle.start();
    assertThat(steps.awaited.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
    idle.wake();
    assertThat(steps.awaited.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
    idle.stop();

    assertThat(idle.endsWithin(SOON)).isTrue();
    assertThat(calls).doesNotContain("worked");
  }

  @Test
  void whatAStepHasDoneIsTold() throws Exception {
    CountDownLatch told = new CountDownLatch(3);
    Agent busy = new Agent(new Steps(true), untilWoken(), told::countDown, failed::countDown);
    busy.start();

    assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
    busy.stop();
    assertThat(busy.endsWithin(SOON)).isTrue();
  }

  @Test
  void oneThatWasNeverStartedHasEnded() {
    assertThat(agent(() -> {}).endsWithin(SOON)).isTrue();

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

  private static Backoff untilWoken() {
    return new Backoff(Duration.ofHours(1), Duration.ofHours(1));
  }

  private Agent agent(Runnable work) {
    Backoff rest = new Backoff(Duration.ofMillis(1), Duration.ofMillis(1));
    return new Agent(new Counting(work), rest, () -> {}, failed::countDown);
  }

  private static final class Steps implements Duty {
    private final boolean worked;
    private final Semaphore awaited = new Semaphore(0);

    Steps(boolean worked) {
      this.worked = worked;
    }

    @Override
    public String name() {
      return "steps";
    }

    @Override
    public boolean step() {
      awaited.release();
      return worked;
    }
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
