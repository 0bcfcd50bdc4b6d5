package dev.doppio.capture.debezium;

import dev.doppio.capture.config.CaptureConfig;
import dev.doppio.capture.stream.Session;
import io.debezium.embedded.Connect;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.source.SourceRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running Debezium engine. Its end, for whatever reason, is the session's. */
public final class DebeziumEngine implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DebeziumEngine.class);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final io.debezium.engine.DebeziumEngine<RecordChangeEvent<SourceRecord>> engine;
  private final ExecutorService thread;
  private final String id;
  private boolean closed;

  private DebeziumEngine(
      io.debezium.engine.DebeziumEngine<RecordChangeEvent<SourceRecord>> engine,
      ExecutorService thread,
      String id) {
    this.id = id;
    this.engine = engine;
    this.thread = thread;
  }

  /**
   * Refuses settings of Debezium that Doppio sets itself.
   *
   * @throws dev.doppio.schemas.failure.DoppioException CONFIGURATION
   */
  public static void check(CaptureConfig config) {
    EngineSettings.check(config);
  }

  /** Starts it on a thread of its own. */
  public static DebeziumEngine start(Session session) {
    String id = OpenSessions.add(session);
    io.debezium.engine.DebeziumEngine<RecordChangeEvent<SourceRecord>> engine =
        io.debezium.engine.DebeziumEngine.create(ChangeEventFormat.of(Connect.class))
            .using(EngineSettings.of(session.config(), id))
            .using((success, message, error) -> ended(session, message, error))
            .notifying(DebeziumEngine::ignore)
            .build();
    ExecutorService thread =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread t = new Thread(task, "doppio-capture-" + session.config().node());
              t.setDaemon(true);
              return t;
            });
    thread.execute(engine);
    return new DebeziumEngine(engine, thread, id);
  }

  private static void ended(Session session, String message, Throwable error) {
    session.fail(error == null ? new IOException("the engine has ended: " + message) : error);
  }

  /** Everything goes through the session; Debezium's own records have nothing to say. */
  private static void ignore(
      List<RecordChangeEvent<SourceRecord>> records,
      io.debezium.engine.DebeziumEngine.RecordCommitter<RecordChangeEvent<SourceRecord>>
          committer) {}

  /** Idempotent; waits for the engine's threads, not for ever. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    thread.shutdown();
    try {
      while (!thread.isTerminated() && System.nanoTime() < deadline) {
        if (stop()) {
          thread.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } else {
          thread.awaitTermination(100, TimeUnit.MILLISECONDS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!thread.isTerminated()) {
      LOG.warn("Debezium's engine has not ended in {} seconds; left behind", PATIENCE.toSeconds());
      thread.shutdownNow();
    }
    OpenSessions.remove(id);
  }

  /** An engine that is starting can't be stopped yet, one that is stopping not again. */
  private boolean stop() {
    try {
      engine.close();
      return true;
    } catch (IllegalStateException | IOException e) {
      LOG.debug("the engine can't be stopped at this moment: {}", e.getMessage());
      return false;
    }
  }
}
