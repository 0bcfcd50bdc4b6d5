package dev.doppio.simulation;

import dev.doppio.logwriter.MemoryPartition;
import dev.doppio.logwriter.MemoryRecord;
import dev.doppio.logwriter.Orphan;
import dev.doppio.schemas.document.Fingerprint;
import dev.doppio.schemas.gtid.Gtid;
import dev.doppio.schemas.log.BeginHeader;
import dev.doppio.schemas.log.Origin;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.mastership.LedgerEntry;
import dev.doppio.simulation.judge.Bytes;
import dev.doppio.simulation.judge.Journal.Committed;
import dev.doppio.simulation.judge.Judge;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.avro.Schema;

/**
 * A consumer of what is committed, that is not ours: hands the log's bytes to the judge, the
 * orphans, and what the ledger says.
 */
final class Onlooker {
  private final Cluster origin;
  private final Judge judge;
  private final Tally tally;
  private final Map<PartitionId, Long> next = new HashMap<>();
  private final List<Node> nodes;
  private final Map<PartitionId, LedgerEntry> entries = new HashMap<>();
  private final Map<Node, Integer> sessions = new HashMap<>();
  private final Map<Node, Integer> orphans = new HashMap<>();
  private int schemas;

  private record Left(String log, int partition, String gtid) {}

  Onlooker(Cluster origin, List<Node> nodes, Judge judge, Tally tally) {
    this.origin = origin;
    this.nodes = nodes;
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
    origin.broker().ledger().read().forEach(this::entry);
    nodes.forEach(this::session);
    Cluster.partitions().forEach(this::look);
    nodes.forEach(this::orphans);
  }

  private void entry(PartitionId partition, LedgerEntry now) {
    if (now != entries.put(partition, now)) {
      Optional<String> owner = now.owner().map(Origin::node);
      judge.given(partition.number(), now.generation().number(), owner);
    }
  }

  private void session(Node node) {
    int now = node.log().sessions();
    if (!Objects.equals(now, sessions.put(node, now))) {
      judge.begun(node.name());
    }
  }

  private void orphans(Node node) {
    List<Orphan> all = node.log().orphans();
    int seen = orphans.getOrDefault(node, 0);
    if (seen == all.size()) {
      return;
    }
    orphans.put(node, all.size());
    Map<Left, List<String>> lines = new LinkedHashMap<>();
    ByteArrayOutputStream value = new ByteArrayOutputStream();
    for (Orphan orphan : all.subList(seen, all.size())) {
      value.writeBytes(orphan.value());
      if (orphan.lastSegment()) {
        lines.computeIfAbsent(left(orphan), l -> new ArrayList<>()).add(line(value));
        value.reset();
      }
    }
    lines.forEach((left, changes) -> orphaned(node, left, changes));
  }

  private static Left left(Orphan orphan) {
    BeginHeader begin = orphan.begin();
    String gtid = begin.gtid().map(Gtid::toString).orElse("");
    return new Left(begin.log().toString(), orphan.partition().number(), gtid);
  }

  private String line(ByteArrayOutputStream value) {
    return judge.line(value.toByteArray());
  }

  private void orphaned(Node node, Left left, List<String> lines) {
    boolean nobodys = left.partition() == Stage.ORPHANED;
    tally.count("log: orphans of a partition of " + (nobodys ? "nobody" : "another node"));
    judge.orphaned(left.log(), node.name(), left.partition(), new Committed(left.gtid(), lines));
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
    if (flags >> 4 == 1 && record.read().place().scn().generation() > 1) {
      tally.count("log: openings of later generations");
    }
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
