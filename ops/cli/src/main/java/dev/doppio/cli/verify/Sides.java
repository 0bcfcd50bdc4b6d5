package dev.doppio.cli.verify;

import dev.doppio.applier.mysql.MySqlTarget;
import dev.doppio.cli.config.ReadableLog;
import dev.doppio.console.kafka.KafkaClientMeters;
import dev.doppio.logreader.LogLook;
import dev.doppio.logreader.LogSource;
import dev.doppio.logreader.kafka.KafkaLog;
import dev.doppio.logreader.kafka.KafkaLogConfig;
import dev.doppio.logwriter.LogView;
import dev.doppio.logwriter.kafka.KafkaSnapshots;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.Origin;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.mastership.LedgerEntry;
import dev.doppio.schemas.source.TableSnapshot;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** All that a comparison is connected to. Used by one thread. */
final class Sides implements AutoCloseable {
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final Pair pair;
  private final SortedSet<PartitionId> partitions;
  private final FollowedLog log;
  private final SourceServer source;
  private final Replica replica;

  /**
   * Connects, and follows the log from now on.
   *
   * @throws DoppioException when a side can't be reached or refuses; what was opened is closed
   */
  Sides(Pair pair, Wanted wanted) {
    this.pair = pair;
    try {
      Optional<DocumentForm> form = pair.applier().target().match(new Forms());
      source = kept(SourceServer.connect(pair.sidecar().capture(), pair.layout(), form));
      LogView view = kept(nodeLog().view());
      KafkaLogConfig reached = ReadableLog.of(pair.sidecar()).config();
      KafkaLog kafka = kept(new KafkaLog(reached.reportingTo(KafkaClientMeters.class.getName())));
      partitions = wanted.partitions(mastered(view));
      SourceLog written = new SourceLog(view.logId(pair.layout().database()));
      replica =
          kept(pair.applier().target().match(new Replicas(pair, partitions, written, source)));
      Origin node = pair.sidecar().log().origin();
      LogSource tail = kept(kafka.open());
      log = new FollowedLog(tail, view, node.node(), System::nanoTime);
      try (LogSource probe = kafka.open()) {
        log.begin(new LogLook(probe, kafka.schemas()), partitions);
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private <T extends AutoCloseable> T kept(T resource) {
    opened.push(resource);
    return resource;
  }

  /** Of those that the replica is to have the ones that this node writes. */
  private SortedSet<PartitionId> mastered(LogView view) {
    Map<PartitionId, LedgerEntry> ledger = view.ledger().look();
    SortedSet<PartitionId> mine = new TreeSet<>();
    Optional<Origin> node = Optional.of(pair.sidecar().log().origin());
    for (PartitionId partition :
        pair.applier().partitions(pair.layout().database(), pair.layout().partitions())) {
      if (Optional.ofNullable(ledger.get(partition)).flatMap(LedgerEntry::owner).equals(node)) {
        mine.add(partition);
      }
    }
    return mine;
  }

  /**
   * Captured tables that are meant.
   *
   * @throws DoppioException SOURCE_REFUSED while a first snapshot of one has not ended: the replica
   *     lacks what is still to come
   */
  List<TableName> tables(Wanted wanted) {
    List<TableName> tables = wanted.tables(source.tables());
    try (KafkaSnapshots snapshots = nodeLog().snapshots()) {
      List<TableName> unread =
          snapshots.progress().stream()
              .filter(snapshot -> snapshot.isRunning() && snapshot.request().isNeeded())
              .map(TableSnapshot::table)
              .filter(tables::contains)
              .toList();
      if (!unread.isEmpty()) {
        throw new DoppioException(
            FailureKind.SOURCE_REFUSED,
            unread
                + " are still being read into the log for the first time: wait until the sidecar is"
                + " ready, or leave them out with --tables");
      }
    }
    return tables;
  }

  private dev.doppio.logwriter.kafka.KafkaLog nodeLog() {
    return new dev.doppio.logwriter.kafka.KafkaLog(pair.sidecar().log());
  }

  SortedSet<PartitionId> partitions() {
    return partitions;
  }

  /** True when they are all that the database has. */
  boolean areAll() {
    return partitions.size() == pair.layout().partitions();
  }

  FollowedLog log() {
    return log;
  }

  SourceServer source() {
    return source;
  }

  Replica replica() {
    return replica;
  }

  /** For writing, with the rights and the checks of an applier. */
  MySqlTarget target() {
    return kept(MySqlTarget.connect(pair.repairable()));
  }

  /** In reverse order; what does not close is left behind: nothing was written through it. */
  @Override
  public void close() {
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception ignored) {
        // The process ends.
      }
    }
  }
}
