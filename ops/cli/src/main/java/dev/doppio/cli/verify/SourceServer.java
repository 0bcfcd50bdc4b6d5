package dev.doppio.cli.verify;

import dev.doppio.capture.config.CaptureConfig;
import dev.doppio.capture.config.Endpoint;
import dev.doppio.capture.mysql.Charsets;
import dev.doppio.capture.mysql.SourceClock;
import dev.doppio.capture.mysql.SqlSession;
import dev.doppio.capture.mysql.TableCatalog;
import dev.doppio.capture.mysql.VisibleGtids;
import dev.doppio.capture.snapshot.DocumentReader;
import dev.doppio.capture.structure.TableFacts;
import dev.doppio.schemas.document.DocumentKey;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.gtid.GtidSet;
import dev.doppio.schemas.partition.DatabaseLayout;
import dev.doppio.schemas.partition.Partitioner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A server of the storage node: the first of them that answers. Not thread-safe. */
final class SourceServer implements Source, AutoCloseable {
  private static final int WAIT_SECONDS = 5;
  private static final int WAITS = 6;

  /** A statement may look at many large rows before its first one is there. */
  private static final String PATIENCE_MS = "120000";

  private final CaptureConfig config;
  private final DatabaseLayout layout;
  private final SqlSession sql;
  private final VisibleGtids visible;
  private final Charsets charsets;
  private final Partitioner partitioner;
  private final DocumentReader documents;
  private final Optional<DocumentForm> form;
  private Optional<DigestSelect> select = Optional.empty();

  private SourceServer(
      CaptureConfig config, DatabaseLayout layout, SqlSession sql, Optional<DocumentForm> form) {
    this.config = config;
    this.layout = layout;
    this.sql = sql;
    this.form = form;
    this.visible = new VisibleGtids(sql);
    this.charsets = new Charsets(sql);
    this.partitioner = new Partitioner(layout);
    this.documents = new DocumentReader(sql, charsets);
  }

  /**
   * Connects.
   *
   * @param form that digests are of; empty where the server computes them as a replica does
   * @throws DoppioException SOURCE_UNAVAILABLE, SOURCE_REFUSED
   */
  static SourceServer connect(
      CaptureConfig config, DatabaseLayout layout, Optional<DocumentForm> form) {
    SqlSession sql = first(config);
    sql.execute(
        "SET SESSION time_zone = '+00:00'",
        "SET SESSION sql_mode = 'ALLOW_INVALID_DATES'",
        "SET SESSION net_write_timeout = 3600",
        "SET SESSION range_optimizer_max_mem_size = 0",
        "SET SESSION character_set_results = NULL");
    return new SourceServer(config, layout, sql, form);
  }

  private static SqlSession first(CaptureConfig config) {
    Map<String, String> settings = new HashMap<>(config.mysql());
    settings.putIfAbsent("socketTimeout", PATIENCE_MS);
    Optional<DoppioException> failure = Optional.empty();
    for (Endpoint endpoint : config.endpoints()) {
      try {
        return SqlSession.open(endpoint, settings);
      } catch (DoppioException e) {
        failure = failure.isPresent() ? failure : Optional.of(e);
      }
    }
    throw failure.orElseThrow();
  }

  /** Captured tables of the database that have a key, by name. */
  List<TableName> tables() {
    TableCatalog catalog = new TableCatalog(sql);
    List<TableName> tables = new ArrayList<>();
    for (String schema : catalog.databases(name -> layout.mode().covers(layout.database(), name))) {
      catalog.tables(schema, config::isCaptured).stream()
          .filter(facts -> facts.version().isPresent())
          .map(TableFacts::name)
          .forEach(tables::add);
    }
    return tables;
  }

  /** How rows of either side are told by their statements. */
  DigestSelect select(TablePlan plan) {
    if (select.filter(known -> known.plan().equals(plan)).isEmpty()) {
      select = Optional.of(new DigestSelect(plan, charsets, partitioner));
    }
    return select.orElseThrow();
  }

  /** Whole documents as they are now; one that is not there is not in it. */
  Map<DocumentKey, Row> documents(TablePlan plan, List<DocumentPlace> places) {
    return documents.read(plan.version(), select(plan).at(places), Integer.MAX_VALUE);
  }

  /** Where documents lie that a replica alone has named. */
  Places places() {
    return new KeyPlaces(sql);
  }

  @Override
  public Optional<TableVersion> version(TableName table) {
    return config.isCaptured(table)
        ? new TableCatalog(sql).table(table).flatMap(TableFacts::version)
        : Optional.empty();
  }

  @Override
  public void awaitExecuted(GtidSet transactions) {
    for (int i = 0; i < WAITS; i++) {
      if (visible.awaitExecuted(transactions, WAIT_SECONDS)) {
        return;
      }
    }
    throw new DoppioException(
        FailureKind.SOURCE_UNAVAILABLE,
        "the source has not executed "
            + transactions.minus(new SourceClock(sql).read().executed())
            + ", which the log has, in "
            + WAITS * WAIT_SECONDS
            + " seconds; if it is a replica, see whether its replication runs");
  }

  @Override
  public List<RowDigest> read(TablePlan plan, Stretch stretch, int limit) {
    DigestSelect digests = select(plan);
    List<RowDigest> rows = new ArrayList<>();
    form.ifPresentOrElse(
        kept -> read(plan, stretch, limit, kept, rows::add),
        () -> sql.stream(digests.sql(stretch, limit), fields -> rows.add(digests.row(fields))));
    return rows;
  }

  private void read(
      TablePlan plan, Stretch stretch, int limit, DocumentForm kept, Consumer<RowDigest> to) {
    documents.stream(
        plan.version(),
        select(plan).condition(stretch),
        stretch.isOfSingle() ? Integer.MAX_VALUE : limit,
        (fields, row) -> {
          DocumentPlace place =
              new DocumentPlace(DocumentKey.of(row), partitioner.partitionOf(row), fields);
          to.accept(new RowDigest(place, DocumentDigest.of(kept.fields(row))));
        });
  }

  @Override
  public Optional<List<String>> keyOf(TablePlan plan, Stretch stretch, int row) {
    DigestSelect digests = select(plan);
    List<List<String>> found = new ArrayList<>();
    sql.stream(digests.keyOf(stretch, row), fields -> found.add(digests.place(fields)));
    return found.stream().findFirst();
  }

  @Override
  public Sum total(TablePlan plan, Stretch stretch) {
    DigestSelect digests = select(plan);
    List<Sum> sums = new ArrayList<>();
    sql.stream(digests.sum(stretch), fields -> sums.add(digests.sum(fields)));
    return sums.get(0);
  }

  @Override
  public GtidSet visible() {
    return visible.read();
  }

  @Override
  public GtidSet givenUp(GtidSet awaited) {
    return awaited.minus(visible.read());
  }

  @Override
  public long estimate(TableName table) {
    return sql.first(
            "SELECT TABLE_ROWS FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_NAME"
                + " = ?",
            table.database(),
            table.table())
        .map(Long::parseLong)
        .orElse(0L);
  }

  @Override
  public void close() {
    sql.close();
  }
}
