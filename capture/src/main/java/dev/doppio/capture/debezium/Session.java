package dev.doppio.capture.debezium;

import dev.doppio.capture.config.CaptureConfig;
import dev.doppio.capture.mysql.Charsets;
import dev.doppio.capture.mysql.SqlSession;
import dev.doppio.capture.mysql.TableCatalog;
import dev.doppio.capture.row.RowDecoder;
import dev.doppio.capture.structure.TableFacts;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.gtid.GtidSet;
import dev.doppio.schemas.source.SourceEvent;
import dev.doppio.schemas.source.SourcePosition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the parts that Debezium makes by class name share with the source that ordered them. They
 * find it by the id in their configuration, {@link #ID}.
 */
final class Session implements AutoCloseable {
  static final String ID = "doppio.session";

  private static final Map<String, Session> OPEN = new ConcurrentHashMap<>();
  private static final AtomicLong NEXT = new AtomicLong();

  private final String id = Long.toString(NEXT.incrementAndGet());
  private final CaptureConfig config;
  private final Optional<SourcePosition> after;
  private final Charsets charsets;
  private final List<TableFacts> tables;
  private final HandOver handOver = new HandOver(HandOver.MAX_BYTES, HandOver.MAX_EVENTS);
  private final AtomicLong heardNanos = new AtomicLong(System.nanoTime());
  private final AtomicBoolean streaming = new AtomicBoolean();
  private final AtomicBoolean openChunk = new AtomicBoolean();

  /** Opens it: from now on it is found by its id. */
  Session(
      CaptureConfig config,
      Optional<SourcePosition> after,
      Charsets charsets,
      List<TableFacts> tables) {
    this.config = config;
    this.after = after;
    this.charsets = charsets;
    this.tables = List.copyOf(tables);
    OPEN.put(id, this);
  }

  /** The open session with the id. */
  static Session find(String id) {
    return Optional.ofNullable(OPEN.get(id))
        .orElseThrow(() -> new IllegalStateException("capture session " + id + " is closed"));
  }

  String id() {
    return id;
  }

  CaptureConfig config() {
    return config;
  }

  Optional<SourcePosition> after() {
    return after;
  }

  GtidSet start() {
    return after.map(SourcePosition::executed).orElse(GtidSet.empty());
  }

  HandOver handOver() {
    return handOver;
  }

  Charsets charsets() {
    return charsets;
  }

  /** Captured tables as they were when the session was opened. */
  List<TableFacts> tables() {
    return tables;
  }

  boolean isCaptured(TableName table) {
    return config.layoutOf(table).isPresent();
  }

  /** True when a database holds, or could hold, captured tables. */
  boolean coversDatabase(String database) {
    TableName any = new TableName(database.isEmpty() ? " " : database, "x");
    return config.databases().stream().anyMatch(layout -> layout.covers(any));
  }

  RowDecoder decoder(TableVersion version) {
    return new RowDecoder(version, charsets);
  }

  /** The table as the server has it now, over a connection of its own. */
  Optional<TableFacts> tableNow(TableName table) {
    try (SqlSession sql = SqlSession.open(config.endpoint(), config.mysql())) {
      return new TableCatalog(sql).table(table);
    }
  }

  /**
   * Hands an event over.
   *
   * @throws InterruptedException when nobody takes it any more: the engine is to stop
   */
  void put(SourceEvent event, int size) throws InterruptedException {
    if (!handOver.put(event, size)) {
      throw new InterruptedException("capture session " + id + " is closed");
    }
  }

  /** The snapshot has begun a chunk; the next one, or the stream, ends it. */
  void chunkIsOpen() {
    openChunk.set(true);
  }

  /** The snapshot, if there was one, is done. */
  void streamsFrom(SourcePosition position) throws InterruptedException {
    if (openChunk.getAndSet(false)) {
      put(new SourceEvent.End(Optional.of(position)), 0);
    }
    heard();
    streaming.set(true);
  }

  /** True when the binlog is being read. */
  boolean isStreaming() {
    return streaming.get();
  }

  /** The server has said something. */
  void heard() {
    heardNanos.set(System.nanoTime());
  }

  /** Nanoseconds since the server last said something. */
  long silenceNanos() {
    return System.nanoTime() - heardNanos.get();
  }

  void fail(Throwable error) {
    handOver.fail(Failures.of(config.node(), error));
  }

  /** Idempotent. */
  @Override
  public void close() {
    OPEN.remove(id);
    handOver.close();
  }
}
