package dev.doppio.logwriter;

import dev.doppio.logwriter.Router.Routed;
import dev.doppio.schemas.change.ChangeCodec;
import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.failure.CrashPoint;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.BeginHeader;
import dev.doppio.schemas.log.LogId;
import dev.doppio.schemas.log.Origin;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.RunKind;
import dev.doppio.schemas.source.SourceEvent.Begin;
import dev.doppio.schemas.source.SourceEvent.RowChange;
import java.util.List;
import java.util.Map;

/** Encodes a row's changes and writes them into the runs of its source transaction. */
final class RowWriter {
  private final Origin origin;
  private final RecordLimits limits;
  private final Router router;
  private final Map<String, LogId> logs;
  private final SchemaPublisher schemas;
  private final LogTransaction out;
  private final WriterCounters counters;
  private final ChangeCodec codec = new ChangeCodec();

  RowWriter(
      LogWriterConfig config,
      Router router,
      Map<String, LogId> logs,
      SchemaPublisher schemas,
      LogTransaction out,
      WriterCounters counters) {
    this.origin = config.origin();
    this.limits = config.limits();
    this.router = router;
    this.logs = logs;
    this.schemas = schemas;
    this.out = out;
    this.counters = counters;
  }

  void write(RowChange change, SourceTransaction transaction) {
    schemas.publish(change.table());
    for (Routed routed : router.route(change, transaction.begin().committedAt())) {
      byte[] key = routed.change().key().bytes();
      byte[] value = codec.encode(routed.change());
      CrashPoint.WRITER_ENCODED.reached();
      checkSize(routed, value, transaction);
      if (isOutsideOfChunk(routed, transaction.begin())) {
        continue;
      } else if (routed.owned()) {
        transaction.write(routed.partition(), key, value);
      } else {
        transaction.leftOrphan();
        orphan(routed.partition(), key, value, transaction);
      }
      counters.row(key.length + value.length, routed.owned());
    }
  }

  /**
   * Of a partition that was not asked for, or of another node's: nobody committed the row here just
   * now, so its master has it in the log, or reads it itself.
   */
  private static boolean isOutsideOfChunk(Routed routed, Begin begin) {
    return begin.kind() == RunKind.SNAPSHOT
        && (!routed.owned()
            || !begin.partitions().isEmpty()
                && !begin.partitions().contains(routed.partition().number()));
  }

  private void orphan(
      PartitionId partition, byte[] key, byte[] value, SourceTransaction transaction) {
    BeginHeader begin =
        new BeginHeader(
            logs.get(partition.database()),
            origin,
            transaction.begin().gtid(),
            transaction.nodeTransaction());
    List<byte[]> segments = Segments.of(value, limits.segmentBytes());
    for (int i = 0; i < segments.size(); i++) {
      boolean last = i == segments.size() - 1;
      out.orphan(new Orphan(partition, begin, i, last, key, segments.get(i)));
    }
  }

  private void checkSize(Routed routed, byte[] value, SourceTransaction transaction) {
    if (value.length <= limits.maxRowBytes()) {
      return;
    }
    DocumentChange change = routed.change();
    throw new DoppioException(
        FailureKind.SOURCE_UNSUPPORTED,
        change.operation()
            + " of document "
            + change.key()
            + " of table "
            + change.table()
            + " in "
            + transaction.begin().gtid().map(gtid -> "transaction " + gtid).orElse("the snapshot")
            + " takes "
            + value.length
            + " bytes in partition "
            + routed.partition()
            + ", writer.max-row-size is "
            + limits.maxRowBytes()
            + "; raise it at the sidecar and its readers, with about three times as"
            + " much heap beside it");
  }
}
