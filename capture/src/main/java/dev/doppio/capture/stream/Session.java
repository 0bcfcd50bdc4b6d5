package dev.doppio.capture.stream;

import dev.doppio.capture.config.CaptureConfig;
import dev.doppio.capture.mysql.Charsets;
import dev.doppio.capture.preflight.NodeFacts;
import dev.doppio.capture.preflight.ServerFacts;
import dev.doppio.capture.row.RowDecoder;
import dev.doppio.capture.row.TextDecoder;
import dev.doppio.capture.structure.TableFacts;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.gtid.Gtid;
import dev.doppio.schemas.gtid.GtidSet;
import dev.doppio.schemas.source.CaptureScope;
import dev.doppio.schemas.source.Resume;
import dev.doppio.schemas.source.SourceEvent;
import dev.doppio.schemas.source.SourcePosition;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What an engine, on its threads, shares with the source that is polled. Thread-safe where it says
 * so; the rest is of the engine's thread.
 */
public final class Session implements AutoCloseable {
  private final CaptureConfig config;
  private final CaptureScope scope;
  private final SourcePosition after;
  private final Map<TableName, TableVersion> known;
  private final Map<TableName, Boolean> captured = new ConcurrentHashMap<>();
  private final Charsets charsets;
  private final ServerFacts server;
  private final List<TableFacts> tables;
  private final ServerNow now;
  private final HandOver handOver = new HandOver(HandOver.MAX_BYTES, HandOver.MAX_EVENTS);
  private final AtomicLong heardNanos = new AtomicLong(System.nanoTime());
  private final AtomicReference<GtidSet> prepared = new AtomicReference<>(GtidSet.empty());
  private final AtomicBoolean streaming = new AtomicBoolean();

  /**
   * @param config of the storage node
   * @param from where it resumes
   * @param charsets the server's
   * @param node as it is now
   */
  public Session(CaptureConfig config, Resume from, Charsets charsets, NodeFacts node) {
    this(config, from, charsets, node, ServerNow.of(config));
  }

  Session(CaptureConfig config, Resume from, Charsets charsets, NodeFacts node, ServerNow now) {
    this.config = config;
    this.now = now;
    this.scope = config.scope();
    this.after = from.position();
    this.known = new ConcurrentHashMap<>(from.tables());
    this.known.keySet().removeIf(table -> !isKept(table));
    this.charsets = charsets;
    this.server = node.server();
    this.tables = node.tables();
  }

  /** A table that was not captured on the way here may have changed unseen. */
  private boolean isKept(TableName table) {
    return scope.covers(table) && after.scope().covers(table);
  }

  /** The configuration. */
  public CaptureConfig config() {
    return config;
  }

  /** What is captured from here on. */
  public CaptureScope scope() {
    return scope;
  }

  /** Where it resumes. */
  public SourcePosition after() {
    return after;
  }

  HandOver handOver() {
    return handOver;
  }

  /** The server's charsets. */
  Charsets charsets() {
    return charsets;
  }

  /** Structures of captured tables at the place where the stream begins. */
  public Collection<TableVersion> known() {
    return List.copyOf(known.values());
  }

  /** A table that the log does not know yet, with its structure where the stream will begin. */
  public void seen(TableVersion table) throws InterruptedException {
    known.put(table.name(), table);
    put(new SourceEvent.TableSeen(table), 0);
  }

  /** True when the table maps that the server writes now carry names, keys and members. */
  public boolean writesFullMetadata() {
    return server.variable("binlog_row_metadata").equals("FULL");
  }

  /** True when the server has the names of tables in lower case, or compares them so. */
  boolean ignoresCaseOfTables() {
    return server.ignoresCaseOfTables();
  }

  /** Of the server that is read; empty when it does not tell. */
  String serverUuid() {
    return server.uuid();
  }

  /** Captured tables as they were when the session was opened. */
  public List<TableFacts> tables() {
    return tables;
  }

  /** True when the table is captured; decided once for each. Thread-safe. */
  public boolean isCaptured(TableName table) {
    return captured.computeIfAbsent(table, scope::covers);
  }

  /** True when rows of the table are read: captured, or what appliers here say. Thread-safe. */
  public boolean reads(TableName table) {
    return isCaptured(table) || table.equals(DdlIntents.TABLE);
  }

  /** True when an operator has brought the transaction's effect to every replica himself. */
  boolean accepts(Optional<Gtid> transaction) {
    return transaction.filter(config.overrides().statements()::contains).isPresent();
  }

  /** These are read, and neither committed nor rolled back: whoever has the rest has everything. */
  void prepared(GtidSet transactions) {
    prepared.set(transactions);
  }

  /** Distributed transactions that are prepared. */
  GtidSet prepared() {
    return prepared.get();
  }

  /**
   * Text of a client.
   *
   * @param collation number of its collation; 0 when it is not known
   * @throws IllegalArgumentException when the bytes are none of its charset
   */
  String text(byte[] bytes, int collation) {
    return charsets
        .collation(collation)
        .map(name -> name.replaceFirst("_.*", ""))
        .flatMap(charset -> TextDecoder.of(charset, charsets))
        .map(decoder -> decoder.decode(bytes))
        .orElseGet(() -> new String(bytes, StandardCharsets.UTF_8));
  }

  /** Decodes rows of a version. */
  public RowDecoder decoder(TableVersion version) {
    return new RowDecoder(version, charsets);
  }

  /**
   * Tables that the capture of this log has not covered so far. Their structure of today stands for
   * all that was missed; where a statement behind this place leads to it, the table maps of before
   * contradict it, and capture stops.
   */
  private List<TableVersion> unheardOf() {
    return tables.stream()
        .filter(table -> !after.scope().covers(table.name()))
        .flatMap(table -> table.version().stream())
        .toList();
  }

  /** What the server says now. */
  ServerNow now() {
    return now;
  }

  /**
   * Hands an event over.
   *
   * @param size of the event in bytes, about
   * @throws InterruptedException when nobody takes it any more: the engine is to stop
   */
  public void put(SourceEvent event, int size) throws InterruptedException {
    if (!handOver.put(event, size)) {
      throw new InterruptedException("the capture session of " + config.node() + " is closed");
    }
  }

  /** The binlog is read from here on. */
  public void streams() throws InterruptedException {
    for (TableVersion table : unheardOf()) {
      seen(table);
    }
    heard();
    streaming.set(true);
  }

  /** True when the binlog is being read. */
  boolean isStreaming() {
    return streaming.get();
  }

  /** The server has said something. */
  public void heard() {
    heardNanos.set(System.nanoTime());
  }

  /** Nanoseconds since the server last said something. */
  long silenceNanos() {
    return System.nanoTime() - heardNanos.get();
  }

  /** Ends the session: no event behind this gets through. */
  public void fail(Throwable error) {
    handOver.fail(Failures.of(config.node(), error));
  }

  /** Idempotent. */
  @Override
  public void close() {
    handOver.close();
  }
}
