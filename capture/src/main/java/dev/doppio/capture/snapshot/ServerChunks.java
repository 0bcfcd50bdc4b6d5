package dev.doppio.capture.snapshot;

import dev.doppio.capture.config.CaptureConfig;
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
  private final String streamed;
  private final ExecutorService thread;
  private Optional<Future<Chunk>> reading = Optional.empty();
  private Optional<String> server = Optional.empty();
  private volatile Optional<TableReader> reader = Optional.empty();
  private volatile boolean closed;

  /**
   * @param streamed {@code server_uuid} of the server that the stream comes from
   */
  ServerChunks(CaptureConfig config, String streamed) {
    this.config = config;
    this.streamed = streamed;
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
    return wanted.isPresent()
        ? SqlSession.open(config.endpoint().at(wanted.get()), config.mysql())
        : connect();
  }

  /**
   * To the server that the stream comes from. Where an address has moved on to another one, that
   * one's transactions are not those that a chunk waits for: the stream has to move first.
   */
  private SqlSession connect() {
    SqlSession sql = SqlSession.open(config.endpoint(), config.mysql());
    String there = sql.first("SELECT @@GLOBAL.server_uuid").orElse("");
    if (there.equals(streamed)) {
      return sql;
    }
    sql.close();
    throw new DoppioException(
        FailureKind.SOURCE_UNAVAILABLE,
        "server "
            + there
            + " answers at "
            + config.endpoint().address()
            + ", and the binlog is still read from server "
            + streamed
            + "; trying again");
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
    try (SqlSession sql = connect()) {
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
