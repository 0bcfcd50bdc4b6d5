package dev.doppio.simulation;

import dev.doppio.logwriter.MemoryPartition;
import dev.doppio.logwriter.MemoryRecord;
import dev.doppio.schemas.document.Fingerprint;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.simulation.judge.Bytes;
import dev.doppio.simulation.judge.Judge;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;

/** A consumer of committed records that is not ours: hands their bytes to the judge. */
final class Onlooker {
  private final Cluster origin;
  private final Judge judge;
  private final Tally tally;
  private final Map<PartitionId, Long> next = new HashMap<>();
  private int schemas;

  Onlooker(Cluster origin, Judge judge, Tally tally) {
    this.origin = origin;
    this.judge = judge;
    this.tally = tally;
  }

  /** Takes what became visible since the last time. */
  void look() {
    if (origin.broker().schemas().size() > schemas) {
      Map<Fingerprint, Schema> all = origin.broker().schemas();
      all.forEach((fingerprint, schema) -> judge.schema(fingerprint.value(), schema));
      schemas = all.size();
    }
    Cluster.partitions().forEach(this::look);
  }

  private void look(PartitionId partition) {
    MemoryPartition log = origin.of(partition);
    long at = next.getOrDefault(partition, 0L);
    long end = log.stableEnd();
    if (at < end) {
      Collection<MemoryRecord> records = log.readable(at, end).values();
      List<Bytes> seen = records.stream().map(Onlooker::bytes).toList();
      next.put(partition, end);
      judge.sees(origin.broker().logId(Stage.DATABASE).toString(), partition.number(), seen);
      records.forEach(this::tally);
    }
  }

  private void tally(MemoryRecord record) {
    int flags = record.p()[26];
    tally.count("log: records of kind " + (flags >> 4 & 0xF));
    if (record.key().length + record.value().length == 0) {
      tally.count("log: E as a record of its own");
    }
    if ((flags & 4) == 0) {
      tally.count("log: values in segments");
    }
  }

  /** The log is another one now. */
  void begin() {
    next.clear();
  }

  static Bytes bytes(MemoryRecord record) {
    return new Bytes(record.p(), record.b(), record.e(), record.key(), record.value());
  }
}
