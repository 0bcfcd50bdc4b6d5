package dev.doppio.cli.replay;

import dev.doppio.logreader.ControlRecords;
import dev.doppio.logreader.LogLook;
import dev.doppio.logreader.LogPlaces;
import dev.doppio.logreader.LogScan;
import dev.doppio.logreader.LogSource;
import dev.doppio.logreader.LogSource.Bounds;
import dev.doppio.logreader.StartPlace;
import dev.doppio.logreader.kafka.KafkaLog;
import dev.doppio.schemas.change.ControlRecord;
import dev.doppio.schemas.gtid.Gtid;
import dev.doppio.schemas.gtid.GtidSet;
import dev.doppio.schemas.log.BeginHeader;
import dev.doppio.schemas.log.EndHeader;
import dev.doppio.schemas.log.PartitionId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What the log has of transactions that a server lacks. Used once, by one thread. */
final class LackingTransactions {
  private final GtidSet lacking;
  private final Map<Gtid, Found> transactions = new HashMap<>();
  private final Map<Gtid, String> statements = new TreeMap<>(Comparator.comparing(Gtid::toString));
  private final Map<PartitionId, Found> open = new HashMap<>();
  private final ControlRecords controls = new ControlRecords();

  /** A run of one of them. */
  record Run(PartitionId partition, long offset, long to) {}

  /** One transaction, as far as the log has it. */
  static final class Found {
    private final Gtid gtid;
    private final long number;
    private final List<Run> runs = new ArrayList<>();
    private int partitions;

    Found(Gtid gtid, BeginHeader begin) {
      this.gtid = gtid;
      this.number = begin.nodeTransaction();
    }

    Gtid gtid() {
      return gtid;
    }

    /** The node's number: the order in which it committed them. */
    long number() {
      return number;
    }

    List<Run> runs() {
      return runs;
    }

    /** True when the log has it in every partition that it touched. */
    boolean isWhole() {
      return runs.size() == partitions;
    }

    /** How much of it the log has, for messages. */
    String shown() {
      return gtid + " (" + runs.size() + " of " + partitions + " parts)";
    }
  }

  LackingTransactions(GtidSet lacking) {
    this.lacking = lacking;
  }

  /**
   * Looks through the logs of these databases.
   *
   * @param since none was committed before
   */
  void find(KafkaLog kafka, Collection<String> databases, Instant since) {
    try (LogSource source = kafka.open()) {
      LogLook look = new LogLook(source, kafka.schemas());
      LogPlaces places = new LogPlaces(source, kafka.schemas());
      Map<PartitionId, Bounds> stretches = new TreeMap<>();
      for (String database : databases) {
        int count = source.partitions(database);
        for (int number = 0; number < count; number++) {
          LogLook.Look at = look.at(new PartitionId(database, number));
          long from = places.first(at, new StartPlace.AtTime(since)).offset();
          stretches.put(at.partition(), new Bounds(from, at.bounds().end()));
        }
      }
      new LogScan(source)
          .read(stretches, entry -> take(entry, stretches.get(entry.partition()).end()));
    }
  }

  private boolean take(LogSource.Entry entry, long end) {
    controls
        .take(entry)
        .flatMap(control -> control.match(new Told()))
        .filter(lacking::contains)
        .ifPresent(
            gtid ->
                statements.putIfAbsent(
                    gtid, "at offset " + entry.offset() + " of " + entry.partition()));
    entry
        .begin()
        .flatMap(begin -> begin.gtid().filter(lacking::contains).map(gtid -> found(gtid, begin)))
        .ifPresent(
            found -> {
              found.runs.add(new Run(entry.partition(), entry.offset(), end));
              open.put(entry.partition(), found);
            });
    entry
        .headers()
        .e()
        .flatMap(
            e -> Optional.ofNullable(open.remove(entry.partition())).map(found -> end(found, e)));
    return true;
  }

  private Found found(Gtid gtid, BeginHeader begin) {
    return transactions.computeIfAbsent(gtid, id -> new Found(id, begin));
  }

  private static boolean end(Found found, byte[] header) {
    found.partitions = EndHeader.decode(header).partitions();
    return true;
  }

  /** Those that the log has rows of, in the order in which they were committed. */
  List<Found> inOrder() {
    return transactions.values().stream().sorted(Comparator.comparingLong(Found::number)).toList();
  }

  /** Those that are statements, which the log tells and no target runs as they are. */
  Map<Gtid, String> statements() {
    return statements;
  }

  /** Those that the log has nothing of. */
  GtidSet others() {
    GtidSet known = GtidSet.empty();
    for (Gtid gtid : transactions.keySet()) {
      known = known.with(gtid);
    }
    for (Gtid gtid : statements.keySet()) {
      known = known.with(gtid);
    }
    return lacking.minus(known);
  }

  /** The GTID of a statement. */
  private static final class Told implements ControlRecord.Cases<Optional<Gtid>> {
    @Override
    public Optional<Gtid> opening(ControlRecord.Opening opening) {
      return Optional.empty();
    }

    @Override
    public Optional<Gtid> heartbeat(ControlRecord.Heartbeat heartbeat) {
      return Optional.empty();
    }

    @Override
    public Optional<Gtid> schemaChange(ControlRecord.SchemaChange change) {
      return gtid(change.ddlId());
    }

    @Override
    public Optional<Gtid> truncation(ControlRecord.Truncation truncation) {
      return gtid(truncation.ddlId());
    }

    @Override
    public Optional<Gtid> mark(ControlRecord.Mark mark) {
      return Optional.empty();
    }

    private static Optional<Gtid> gtid(String ddlId) {
      try {
        return Optional.of(Gtid.parse(ddlId));
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }
  }
}
