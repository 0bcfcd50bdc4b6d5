package dev.doppio.applier.search;

import dev.doppio.logreader.Rewind;
import dev.doppio.logreader.Skip;
import dev.doppio.logreader.Target;
import dev.doppio.logreader.TargetPartition;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.PartitionId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.LockObtainFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder with a Lucene index for each partition. Who opens a partition that this process has open
 * takes it over; one that another process has can't be opened until that one lets it go, by close
 * or by its death: Lucene's lock is the operating system's. Thread-safe; its partitions are not.
 */
public final class LuceneTarget implements Target {
  private static final Logger LOG = LoggerFactory.getLogger(LuceneTarget.class);

  private final LuceneTargetConfig config;
  private final IndexPlace place;
  private final Indexes indexes;
  private final Counters counters = new Counters();
  private final LucenePartition.Shared shared;
  private final Map<PartitionId, LucenePartition> owners = new HashMap<>();
  private final Map<PartitionId, Integer> skipped = new ConcurrentHashMap<>();
  private final Set<SkipEntry> told = new HashSet<>();

  private LuceneTarget(LuceneTargetConfig config, IndexPlace place, Indexes.Opener opener) {
    this.config = config;
    this.place = place;
    this.indexes = new Indexes(opener, config.bufferBytesEach());
    this.shared =
        new LucenePartition.Shared(
            indexes, counters, place, config.datacenter(), config.jsonPaths());
  }

  /**
   * What keeps this folder from being a target, each with what fixes it; empty when nothing does.
   * Writes nothing.
   */
  public static List<String> preflight(LuceneTargetConfig config) {
    Path root = config.folder();
    List<String> findings = new ArrayList<>();
    try {
      if (Files.exists(root) && !Files.isDirectory(root)) {
        return List.of(root + " is no folder: name one in target.lucene.folder");
      }
      Path there = root.toAbsolutePath();
      while (!Files.exists(there) && there.getParent() != null) {
        there = there.getParent();
      }
      if (!Files.isWritable(there) || !Files.isExecutable(there)) {
        findings.add(
            there + " can't be written by this user: chown or chmod it, or name another folder");
      } else if (!new IndexFolder(root).isEmpty() && new IndexFolder(root).live().isEmpty()) {
        findings.add(
            root
                + " holds other things than indexes of Doppio: name an empty folder, or a new one");
      }
    } catch (IOException e) {
      findings.add(root + " can't be looked at: " + e);
    }
    return findings;
  }

  /**
   * Checks the folder and makes it where it is not there.
   *
   * @throws DoppioException TARGET_REFUSED with all findings of {@link #preflight},
   *     TARGET_UNAVAILABLE when the folder can't be made
   */
  public static LuceneTarget connect(LuceneTargetConfig config) {
    return connect(config, FSDirectory::open);
  }

  /** The same with directories as {@code opener} makes them. */
  static LuceneTarget connect(LuceneTargetConfig config, Indexes.Opener opener) {
    return connect(config, opener, IndexFolder::make);
  }

  /**
   * As {@link #connect(LuceneTargetConfig)}, for indexes that are to take the place of those that
   * are searched now: empty ones, or those of an earlier try, which go on where they stand. {@link
   * #serve} lets them.
   */
  public static LuceneTarget rebuild(LuceneTargetConfig config) {
    return connect(config, FSDirectory::open, IndexFolder::makeNext);
  }

  /** Which of a folder's indexes are written. */
  private interface Choice {
    Path in(IndexFolder folder) throws IOException;
  }

  private static LuceneTarget connect(
      LuceneTargetConfig config, Indexes.Opener opener, Choice choice) {
    List<String> findings = preflight(config);
    if (!findings.isEmpty()) {
      throw new DoppioException(
          FailureKind.TARGET_REFUSED, "the index is refused: " + String.join("; ", findings));
    }
    try {
      IndexFolder folder = new IndexFolder(config.folder());
      return new LuceneTarget(config, new IndexPlace(folder, choice.in(folder)), opener);
    } catch (IOException e) {
      throw LuceneFailures.of("the folder " + config.folder(), e);
    }
  }

  @Override
  public synchronized TargetPartition open(PartitionId partition) {
    Optional.ofNullable(owners.remove(partition)).ifPresent(LucenePartition::takeAway);
    Path folder = IndexFolder.partition(place.indexes(), partition);
    String where = partition + " in " + folder + ", taking it over";
    try {
      LucenePartition opened =
          new LucenePartition(
              shared,
              partition,
              indexes.directory(folder),
              UUID.randomUUID().toString(),
              served(partition));
      owners.put(partition, opened);
      tell(partition, opened.skips());
      return opened;
    } catch (IOException e) {
      throw LuceneFailures.of(where, e);
    }
  }

  /** What the partition was let pass in the indexes that are searched. */
  private List<SkipEntry> served(PartitionId partition) throws IOException {
    Path served = IndexFolder.partition(place.served(), partition);
    return served.startsWith(place.indexes()) ? List.of() : last(partition, served).skips();
  }

  /** The last commit, without taking the partition over. */
  private CommitData last(PartitionId partition, Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return CommitData.none(config.datacenter());
    }
    try (Directory directory = indexes.directory(folder)) {
      Map<String, String> data = Indexes.lastCommit(directory);
      return Indexes.generation(directory) < 0
          ? CommitData.none(config.datacenter())
          : CommitData.parse(config.datacenter(), partition, data);
    }
  }

  /**
   * These indexes on this machine. A copy of them elsewhere has another one, so appliers that feed
   * the same indexes know each other by it, and no others.
   */
  public String identity() {
    try {
      String where = host() + ":" + place.indexes().toRealPath();
      return UUID.nameUUIDFromBytes(where.getBytes(StandardCharsets.UTF_8)).toString();
    } catch (IOException e) {
      throw LuceneFailures.of("the folder " + config.folder(), e);
    }
  }

  /** Where a partition stands, without taking it over; empty when nothing was ever applied. */
  public Optional<Checkpoint> look(PartitionId partition) {
    Path folder = IndexFolder.partition(place.indexes(), partition);
    try {
      return last(partition, folder).checkpoint();
    } catch (IOException e) {
      throw LuceneFailures.of(partition + " in " + folder + ", looking where it stands", e);
    }
  }

  /**
   * Lets a partition that nobody applies just now pass what stands in its way, and records it in
   * the index.
   *
   * @param who user and host of the operator
   * @param reason for those who come later
   * @throws DoppioException TARGET_REFUSED while an applier holds the partition, CHECKPOINT_LOST
   *     when it stands elsewhere by now; nothing was written then
   */
  public void skip(Skip skip, String who, String reason, Clock clock) {
    String by = UUID.randomUUID().toString();
    change(
        skip.at().partition(),
        "skipped",
        at -> {
          if (!at.checkpoint().equals(Optional.of(skip.at()))) {
            throw new DoppioException(
                FailureKind.CHECKPOINT_LOST,
                "the index of "
                    + skip.at().partition()
                    + " no longer stands at "
                    + skip.at().scn()
                    + ": nothing was skipped; look where it stands now");
          }
          return at.with(SkipEntry.of(skip, who, reason, clock.instant()), skip.to(), by);
        });
  }

  /**
   * Has a partition that nobody applies just now apply runs again. Its documents are what they were
   * until then, and go through older versions of themselves.
   *
   * @throws DoppioException TARGET_REFUSED while an applier holds the partition, when it does not
   *     stand behind the place, or when a table's structure has changed since: then the index is
   *     built anew; nothing was written
   */
  public Rewind.Done rewind(Rewind rewind) {
    CommitData before =
        change(
            rewind.partition(),
            "rewound",
            at -> {
              refuseRewind(rewind, at.checkpoint());
              return at.rewound(rewind.to(), UUID.randomUUID().toString());
            });
    return new Rewind.Done(before.checkpoint().orElseThrow(), rewind.to());
  }

  private static void refuseRewind(Rewind rewind, Optional<Checkpoint> at) {
    boolean behind =
        at.filter(now -> rewind.to().filter(to -> !to.scn().isBefore(now.scn())).isEmpty())
            .isPresent();
    if (!behind) {
      throw new DoppioException(
          FailureKind.TARGET_REFUSED,
          "the index of "
              + rewind.partition()
              + " does not stand behind the place; nothing was rewound");
    }
    if (!rewind.passed().upTo(at.orElseThrow()).isEmpty()) {
      throw new DoppioException(
          FailureKind.TARGET_REFUSED,
          "a table's structure has changed since that place, and documents of "
              + rewind.partition()
              + " have the later one: build the index anew, doppio apply search --rebuild; nothing"
              + " was rewound");
    }
  }

  /**
   * Puts the checkpoint back that a partition had before it was rewound.
   *
   * @throws DoppioException TARGET_REFUSED when it was not, or has applied something since
   */
  public Rewind.Done undoRewind(PartitionId partition) {
    CommitData before =
        change(
            partition,
            "undone",
            at -> {
              if (at.rewound().isEmpty()) {
                throw new DoppioException(
                    FailureKind.TARGET_REFUSED,
                    "the index of "
                        + partition
                        + " was not rewound, or has applied something since: its applier brings it"
                        + " to where it stood");
              }
              return at.undone(UUID.randomUUID().toString());
            });
    return new Rewind.Done(before.rewound().orElseThrow(), before.rewound());
  }

  /** One more commit that changes no document; what was before it. */
  private CommitData change(PartitionId partition, String done, UnaryOperator<CommitData> change) {
    Path folder = IndexFolder.partition(place.indexes(), partition);
    try (Directory directory = indexes.directory(folder);
        IndexWriter writer = indexes.writer(directory)) {
      CommitData at = CommitData.parse(config.datacenter(), partition, Indexes.lastCommit(writer));
      writer.setLiveCommitData(change.apply(at).toMap().entrySet());
      writer.commit();
      return at;
    } catch (LockObtainFailedException e) {
      throw new DoppioException(
          FailureKind.TARGET_REFUSED,
          "an applier holds "
              + partition
              + " and has not stopped there: nothing was "
              + done
              + ". Only a partition that has stopped can be passed on or set back",
          e);
    } catch (IOException e) {
      throw LuceneFailures.of(partition + " in " + folder + ", which is to be " + done, e);
    }
  }

  /**
   * From now on searches find these indexes. An applier of the former ones is told at its next
   * transaction, and ends.
   */
  public void serve() {
    try {
      place.serve();
    } catch (IOException e) {
      throw LuceneFailures.of("the folder " + config.folder() + ", serving its new indexes", e);
    }
  }

  /** Counters so far. */
  public LuceneTargetStats stats() {
    return counters.snapshot(skipped.values().stream().mapToLong(Integer::longValue).sum());
  }

  @Override
  public synchronized void close() {
    owners.values().forEach(LucenePartition::close);
    owners.clear();
  }

  /** Tells the log file what a partition was let pass, once in this process's life. */
  private void tell(PartitionId partition, List<SkipEntry> skips) {
    skipped.put(partition, skips.size());
    skips.stream().filter(told::add).forEach(skip -> LOG.warn("{}: {}", partition, skip));
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
