package dev.doppio.capture.snapshot;

import dev.doppio.capture.config.CaptureConfig;
import dev.doppio.capture.config.Endpoint;
import dev.doppio.capture.mysql.SqlSession;
import dev.doppio.capture.mysql.VisibleGtids;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.gtid.GtidSet;
import dev.doppio.schemas.source.TableSnapshot;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Reads chunks on a thread of its own, at the storage node or at a replica of it. It connects when
 * the first chunk is asked for.
 */
final class ServerChunks implements Chunks {
  private final CaptureConfig config;
  private final ExecutorService thread;
  private Optional<Future<Chunk>> reading = Optional.empty();
  private Optional<String> server = Optional.empty();
  private volatile Optional<TableReader> reader = Optional.empty();
  private volatile boolean closed;

  ServerChunks(CaptureConfig config) {
    this.config = config;
    this.thread =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread t = new Thread(task, "doppio-snapshot-" + config.node());
              t.setDaemon(true);
              return t;
            });
  }

  @Override
  public void read(TableSnapshot from, GtidSet told) {
    reading = Optional.of(thread.submit(() -> reader(from.request().server()).read(from, told)));
  }

  private TableReader reader(Optional<String> wanted) {
    if (reader.isPresent() && server.equals(wanted)) {
      return reader.get();
    }
    reader.ifPresent(TableReader::close);
    server = wanted;
    reader = Optional.of(new TableReader(() -> connect(wanted)));
    if (closed) {
      reader.get().abort();
    }
    return reader.get();
  }

  private SqlSession connect(Optional<String> wanted) {
    Endpoint endpoint = wanted.map(config.endpoint()::at).orElse(config.endpoint());
    return SqlSession.open(endpoint, config.mysql());
  }

  @Override
  public Optional<Chunk> poll() {
    if (reading.filter(Future::isDone).isEmpty()) {
      return Optional.empty();
    }
    Future<Chunk> done = reading.get();
    reading = Optional.empty();
    try {
      return Optional.of(done.get());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DoppioException(
          FailureKind.SOURCE_UNAVAILABLE, "interrupted while a snapshot was read", e);
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    }
  }

  private DoppioException failure(Throwable cause) {
    FailureKind kind = cause instanceof DoppioException known ? known.kind() : FailureKind.INTERNAL;
    return new DoppioException(
        kind,
        "reading a snapshot at storage node " + config.node() + ": " + cause.getMessage(),
        cause);
  }

  /** What a replica alone has executed is in no stream: such a chunk must not be used. */
  @Override
  public GtidSet givenUp(GtidSet awaited) {
    if (awaited.isEmpty()) {
      return awaited;
    }
    try (SqlSession sql = SqlSession.open(config.endpoint(), config.mysql())) {
      GtidSet never = awaited.minus(new VisibleGtids(sql).read());
      if (!never.isEmpty() && server.isPresent()) {
        throw new DoppioException(
            FailureKind.SOURCE_REFUSED,
            "a snapshot can't be read at "
                + server.get()
                + ": it has transactions that storage node "
                + config.node()
                + " lacks, "
                + never
                + "; ask for the snapshot again, from a replica without writes of its own");
      }
      return never;
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.shutdownNow();
    reader.ifPresent(TableReader::abort);
  }
}
