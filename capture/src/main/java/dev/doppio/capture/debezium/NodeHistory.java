package dev.doppio.capture.debezium;

import dev.doppio.capture.statement.Statement;
import dev.doppio.schemas.gtid.GtidSet;
import io.debezium.config.Configuration;
import io.debezium.document.Document;
import io.debezium.relational.Tables;
import io.debezium.relational.ddl.DdlParser;
import io.debezium.relational.history.HistoryRecord;
import io.debezium.relational.history.HistoryRecordComparator;
import io.debezium.relational.history.SchemaHistoryListener;
import io.debezium.storage.kafka.history.KafkaSchemaHistory;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Debezium's schema history in a topic, read by GTIDs alone. Each record of a statement carries the
 * executed set that includes the statement's own GTID; so a record is behind a position exactly
 * when the position contains its set. A writer that was cut off may have told a statement twice, or
 * late: what an earlier record already goes beyond is skipped, or an old structure would come back.
 */
public final class NodeHistory extends KafkaSchemaHistory {
  /** Where the session's id stands in this part of the configuration. */
  static final String SESSION = CONFIGURATION_FIELD_PREFIX_STRING + Session.ID;

  private static final String GTIDS = "gtids";

  private GtidSet position = GtidSet.empty();
  private Optional<Session> session = Optional.empty();

  /** Made by Debezium, by class name. */
  public NodeHistory() {}

  @Override
  public void configure(
      Configuration config,
      HistoryRecordComparator comparator,
      SchemaHistoryListener listener,
      boolean useCatalogBeforeSchema) {
    super.configure(config, new ByGtids(), listener, useCatalogBeforeSchema);
    session = Optional.of(Session.find(config.getString(SESSION)));
  }

  private static final class ByGtids extends HistoryRecordComparator {
    @Override
    protected boolean isPositionAtOrBefore(Document recorded, Document desired) {
      return gtids(desired).contains(gtids(recorded));
    }
  }

  private static GtidSet gtids(Document position) {
    return GtidSet.parse(Optional.ofNullable(position.getString(GTIDS)).orElse(""));
  }

  @Override
  public void recover(
      Map<Map<String, ?>, Map<String, ?>> offsets, Tables schema, DdlParser ddlParser)
      throws InterruptedException {
    position =
        offsets.values().stream()
            .map(offset -> GtidSet.parse(String.valueOf(offset.get(GTIDS))))
            .reduce(GtidSet.empty(), GtidSet::with);
    super.recover(offsets, schema, ddlParser);
  }

  @Override
  protected void recoverRecords(Consumer<HistoryRecord> records) throws InterruptedException {
    Progress progress = new Progress(position);
    super.recoverRecords(
        history -> {
          if (progress.takes(recordedGtids(history))) {
            records.accept(history);
            follow(history);
          }
        });
  }

  @Override
  protected void storeRecord(HistoryRecord history) {
    super.storeRecord(history);
    follow(history);
  }

  private void follow(HistoryRecord history) {
    Document document = history.document();
    Optional<String> ddl =
        Optional.ofNullable(document.getString(HistoryRecord.Fields.DDL_STATEMENTS));
    String database =
        Optional.ofNullable(document.getString(HistoryRecord.Fields.DATABASE_NAME)).orElse("");
    ddl.ifPresent(sql -> session.orElseThrow().generated().apply(Statement.of(sql, database)));
  }

  private static GtidSet recordedGtids(HistoryRecord history) {
    return gtids(history.document().getDocument(HistoryRecord.Fields.POSITION));
  }

  /** Which records lie before a position and go beyond all before them; pure, for the tests. */
  static final class Progress {
    private final GtidSet position;
    private GtidSet reached = GtidSet.empty();

    Progress(GtidSet position) {
      this.position = position;
    }

    /** A statement on several tables has several records with one set. */
    boolean takes(GtidSet recorded) {
      boolean late = reached.contains(recorded) && !recorded.contains(reached);
      if (late || !position.contains(recorded)) {
        return false;
      }
      reached = reached.with(recorded);
      return true;
    }
  }

  /** The topic's settings are checked before the engine starts, by {@link HistoryTopic}. */
  @Override
  public void checkStorageSettings() {}
}
