package dev.doppio.capture.debezium;

import dev.doppio.capture.config.CaptureConfig;
import dev.doppio.capture.mysql.Charsets;
import dev.doppio.capture.mysql.SqlSession;
import dev.doppio.capture.mysql.TableCatalog;
import dev.doppio.capture.row.RowDecoder;
import dev.doppio.capture.structure.GeneratedColumns;
import dev.doppio.capture.structure.TableFacts;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.gtid.GtidSet;
import dev.doppio.schemas.source.CaptureScope;
import dev.doppio.schemas.source.SourceEvent;
import dev.doppio.schemas.source.SourcePosition;
import io.debezium.relational.Table;
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
  private final CaptureScope scope;
  private final Optional<SourcePosition> after;
  private final Charsets charsets;
  private final List<TableFacts> tables;
  private final HandOver handOver = new HandOver(HandOver.MAX_BYTES, HandOver.MAX_EVENTS);
  private final GeneratedColumns generated = new GeneratedColumns();
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
    this.scope = config.scope();
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

  /** What is captured from here on. */
  CaptureScope scope() {
    return scope;
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

  /**
   * What the statements of the schema history say of generated columns, up to the reader's place.
   */
  GeneratedColumns generated() {
    return generated;
  }

  /** A model of the schema history with what it lacks; empty when that is not known. */
  Optional<KnownTable> known(Table model) {
    TableName name = new TableName(model.id().catalog(), model.id().table());
    return generated.of(name).map(columns -> new KnownTable(model, columns));
  }

  /** Captured tables as they were when the session was opened. */
  List<TableFacts> tables() {
    return tables;
  }

  boolean isCaptured(TableName table) {
    return scope.covers(table);
  }

  RowDecoder decoder(TableVersion version) {
    return new RowDecoder(version, charsets);
  }

  /**
   * Tables whose MySQL schema the capture of this log has not covered so far: the schema history
   * knows nothing of them.
   */
  List<TableName> unheardOf() {
    return tables.stream()
        .map(TableFacts::name)
        .filter(table -> after.filter(at -> !at.scope().coversSchema(table.database())).isPresent())
        .toList();
  }

  /** The statement that would make the table as it is now, over a connection of its own. */
  String definitionNow(TableName table) {
    try (SqlSession sql = SqlSession.open(config.endpoint(), config.mysql())) {
      return new TableCatalog(sql).definition(table);
    }
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
