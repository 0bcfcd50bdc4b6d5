package dev.doppio.applier.search;

import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.LogId;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What a Lucene commit says beside its documents: where the partition stands, who wrote it, and
 * what operators let it pass. Lucene makes both visible with one rename, so they can't part.
 *
 * @param origin the datacenter where the log is written first
 * @param checkpoint empty when nothing was ever applied
 * @param owner token of the opening that wrote it
 * @param skips oldest first
 * @param rewound where it stood before an operator set it back; empty once something was applied
 */
record CommitData(
    String origin,
    Optional<Checkpoint> checkpoint,
    String owner,
    List<SkipEntry> skips,
    Optional<Checkpoint> rewound) {
  private static final String PREFIX = "doppio.";
  private static final String FORMAT = PREFIX + "format";
  private static final String VERSION = "1";
  private static final String ORIGIN = PREFIX + "origin";
  private static final String OWNER = PREFIX + "owner";
  private static final String LOG = "log";
  private static final String DATACENTER = "datacenter";
  private static final String DATABASE = "database";
  private static final String PARTITION = "partition";
  private static final String PLACE = "scn";
  private static final String TRANSACTIONS = "transactions";
  private static final String REWOUND = PREFIX + "rewound.";
  private static final String SKIPPED = PREFIX + "skipped.";

  CommitData {
    Objects.requireNonNull(origin);
    Objects.requireNonNull(checkpoint);
    Objects.requireNonNull(owner);
    skips = List.copyOf(skips);
    Objects.requireNonNull(rewound);
  }

  /** Of an index without commits. */
  static CommitData none(String origin) {
    return new CommitData(origin, Optional.empty(), "", List.of(), Optional.empty());
  }

  /**
   * The same behind a later run.
   *
   * @throws DoppioException LOG_REPLACED when the run is of another log
   */
  CommitData at(Checkpoint next, String by) {
    if (checkpoint.isPresent() && !checkpoint.get().log().equals(next.log())) {
      throw new DoppioException(
          FailureKind.LOG_REPLACED,
          "the index of "
              + next.partition()
              + " stands in log "
              + checkpoint.get().log()
              + ", these runs are of log "
              + next.log()
              + ": the topic was made anew; stop the applier, delete the partition's folder and"
              + " start it again");
    }
    if (checkpoint.isPresent() && checkpoint.get().scn().compareTo(next.scn()) >= 0) {
      throw new IllegalArgumentException(
          next.partition() + " stands at " + checkpoint.get().scn() + ", not before " + next.scn());
    }
    return new CommitData(origin, Optional.of(next), by, skips, Optional.empty());
  }

  /** The same with one more skip. */
  CommitData with(SkipEntry skip, Checkpoint to, String by) {
    List<SkipEntry> all = new ArrayList<>(skips);
    all.add(skip);
    return new CommitData(origin, Optional.of(to), by, all, Optional.empty());
  }

  /** The same with the skips that it has not among these. */
  CommitData withAll(List<SkipEntry> others) {
    Set<SkipEntry> all = new LinkedHashSet<>(others);
    all.addAll(skips);
    return new CommitData(origin, checkpoint, owner, List.copyOf(all), rewound);
  }

  /** The same set back; what stood there is kept. */
  CommitData rewound(Optional<Checkpoint> to, String by) {
    return new CommitData(origin, to, by, skips, checkpoint);
  }

  /** As it was before it was set back. */
  CommitData undone(String by) {
    return new CommitData(origin, rewound, by, skips, Optional.empty());
  }

  /** As Lucene keeps it. */
  Map<String, String> toMap() {
    Map<String, String> map = new HashMap<>();
    map.put(FORMAT, VERSION);
    map.put(ORIGIN, origin);
    map.put(OWNER, owner);
    checkpoint.ifPresent(at -> put(map, PREFIX, at));
    rewound.ifPresent(at -> put(map, REWOUND, at));
    for (int i = 0; i < skips.size(); i++) {
      skips.get(i).put(map, SKIPPED + i + ".");
    }
    return map;
  }

  private static void put(Map<String, String> map, String prefix, Checkpoint at) {
    map.put(prefix + LOG, at.log().toString());
    map.put(prefix + DATACENTER, at.datacenter());
    map.put(prefix + DATABASE, at.partition().database());
    map.put(prefix + PARTITION, Integer.toString(at.partition().number()));
    map.put(prefix + PLACE, at.scn().toString());
    map.put(prefix + TRANSACTIONS, Long.toString(at.transactions()));
  }

  /**
   * Reads a commit's data.
   *
   * @param expected the origin configured
   * @throws DoppioException TARGET_REFUSED for the index of another origin, TARGET_REJECTED for
   *     what is none of ours, or of a newer Doppio, or of another partition
   */
  static CommitData parse(String expected, PartitionId partition, Map<String, String> map) {
    if (!VERSION.equals(map.get(FORMAT))) {
      throw new DoppioException(
          FailureKind.TARGET_REJECTED,
          "the index of "
              + partition
              + " has format "
              + map.getOrDefault(FORMAT, "none")
              + ", not "
              + VERSION
              + ": written by a newer Doppio, which this applier has to be upgraded to, or by"
              + " something else");
    }
    String origin = map.getOrDefault(ORIGIN, "");
    if (!origin.equals(expected)) {
      throw new DoppioException(
          FailureKind.TARGET_REFUSED,
          "the index of "
              + partition
              + " is of the log of "
              + origin
              + ", not of "
              + expected
              + ": give each origin a folder of its own, or set log.origin right");
    }
    List<SkipEntry> skips = new ArrayList<>();
    while (SkipEntry.isThere(map, SKIPPED + skips.size() + ".")) {
      skips.add(SkipEntry.read(map, SKIPPED + skips.size() + "."));
    }
    return new CommitData(
        origin,
        checkpoint(partition, map, PREFIX),
        map.getOrDefault(OWNER, ""),
        skips,
        checkpoint(partition, map, REWOUND));
  }

  private static Optional<Checkpoint> checkpoint(
      PartitionId partition, Map<String, String> map, String prefix) {
    if (!map.containsKey(prefix + PLACE)) {
      return Optional.empty();
    }
    PartitionId written =
        new PartitionId(map.get(prefix + DATABASE), Integer.parseInt(map.get(prefix + PARTITION)));
    if (!written.equals(partition)) {
      throw new DoppioException(
          FailureKind.TARGET_REJECTED,
          "the index in the folder of " + partition + " is that of " + written + ": move it back");
    }
    return Optional.of(
        new Checkpoint(
            LogId.parse(map.get(prefix + LOG)),
            map.get(prefix + DATACENTER),
            partition,
            Scn.parse(map.get(prefix + PLACE)),
            Long.parseLong(map.get(prefix + TRANSACTIONS))));
  }
}
