package dev.doppio.logreader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doppio.logreader.kafka.KafkaLog;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.PartitionId;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** A target with a consumer, a reader and a thread of its own, and what may be wrong with it. */
final class FedTarget implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** What is wrong with a target. */
  enum Trouble {
    /** Its process has ended. */
    STOPPED,
    /** A call takes as long as the trouble lasts. */
    SLOW,
    /** It has no room, which may pass. */
    FULL,
    /** It takes these changes never. */
    REJECTING
  }

  private final String name;
  private final Target target;
  private final KafkaLog log;
  private final Set<PartitionId> partitions;
  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private volatile Optional<Trouble> trouble = Optional.empty();
  private volatile CountDownLatch healed = new CountDownLatch(0);
  private volatile boolean held;
  private volatile boolean running;
  private LogReader reader;
  private Future<?> loop;

  /**
   * @param name for messages
   * @param target closed with this
   * @param bench whose log it reads
   */
  FedTarget(String name, Target target, KafkaReaderBench bench) {
    this.name = name;
    this.target = target;
    this.log = bench.log();
    this.partitions = bench.partitions();
    start();
  }

  private void start() {
    reader =
        new LogReader(
            log,
            log.schemas(),
            troubled(),
            partitions,
            LogReaderConfig.defaults(),
            Clock.systemUTC());
    running = true;
    loop =
        thread.submit(
            () -> {
              while (running) {
                KafkaReaderBench.step(reader);
              }
            });
  }

  private void stop() {
    running = false;
    try {
      loop.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(name + " does not end", e);
    }
    reader.close();
  }

  void suffer(Trouble what) {
    healed = new CountDownLatch(1);
    trouble = Optional.of(what);
    if (what == Trouble.STOPPED) {
      stop();
    }
  }

  /** Ends the trouble, as an operator who repairs the target and starts what has stopped. */
  void heal() {
    boolean stopped = trouble.filter(what -> what == Trouble.STOPPED).isPresent();
    trouble = Optional.empty();
    healed.countDown();
    if (!stopped) {
      stop();
    }
    start();
  }

  /** Data transactions that the target's checkpoints say are applied. */
  long applied() {
    return reader.stats().stream()
        .flatMap(stats -> stats.checkpoint().stream())
        .mapToLong(Checkpoint::transactions)
        .sum();
  }

  void awaitApplied(long transactions) {
    await(name)
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(10))
        .untilAsserted(() -> assertThat(applied()).as(name).isEqualTo(transactions));
  }

  /** Until a partition shows the trouble: it is held, or has failed. */
  void awaitTrouble() {
    await(name)
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(10))
        .until(
            () ->
                switch (trouble.orElseThrow()) {
                  case STOPPED -> !running;
                  case SLOW -> held;
                  case FULL, REJECTING ->
                      reader.stats().stream().anyMatch(stats -> stats.failure().isPresent());
                });
  }

  private Target troubled() {
    return new Target() {
      @Override
      public TargetPartition open(PartitionId partition) {
        return troubled(target.open(partition));
      }

      @Override
      public void close() {}
    };
  }

  private TargetPartition troubled(TargetPartition partition) {
    return (TargetPartition)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {TargetPartition.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("rows")) {
                meet();
              }
              try {
                return method.invoke(partition, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private void meet() throws InterruptedException {
    Optional<Trouble> now = trouble;
    if (now.isPresent()) {
      switch (now.get()) {
        case STOPPED -> {
          // What it has in hand is finished.
        }
        case SLOW -> {
          held = true;
          healed.await();
          held = false;
        }
        case FULL -> throw new DoppioException(FailureKind.TARGET_UNAVAILABLE, "no room, injected");
        case REJECTING ->
            throw new DoppioException(FailureKind.TARGET_REJECTED, "never, by injection");
      }
    }
  }

  @Override
  public void close() {
    trouble = Optional.empty();
    healed.countDown();
    stop();
    thread.shutdownNow();
    log.close();
    target.close();
  }

  @Override
  public String toString() {
    return name;
  }
}
