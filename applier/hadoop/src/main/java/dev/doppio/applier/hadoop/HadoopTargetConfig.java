package dev.doppio.applier.hadoop;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A warehouse of Iceberg tables as a target.
 *
 * @param warehouse URI of its folder: {@code file:/...} or {@code hdfs://...}; holds nothing else
 * @param datacenter origin of the log, the only one in this warehouse
 * @param bounds when what was gathered is committed
 * @param slices how the change tables are parted by the time at the source
 * @param tables which of them are written
 * @param keeping what is kept of past states
 * @param compaction from one compaction of the tables to the next, at least a millisecond; empty
 *     leaves that to the operator
 * @param client settings of Hadoop's client by its own names
 */
public record HadoopTargetConfig(
    String warehouse,
    String datacenter,
    Bounds bounds,
    Slices slices,
    Tables tables,
    Keeping keeping,
    Optional<Duration> compaction,
    Map<String, String> client) {
  public HadoopTargetConfig {
    Objects.requireNonNull(warehouse);
    Objects.requireNonNull(bounds);
    Objects.requireNonNull(slices);
    Objects.requireNonNull(tables);
    Objects.requireNonNull(keeping);
    if (compaction.filter(every -> every.toMillis() < 1).isPresent()) {
      throw new IllegalArgumentException("no interval of compactions: " + compaction.get());
    }
    client = Map.copyOf(client);
    if (datacenter.isEmpty()) {
      throw new IllegalArgumentException("a warehouse is of the log of a datacenter");
    }
  }

  /** How change tables are parted. */
  public enum Slices {
    DAY,
    HOUR
  }

  /** Which tables get rows; a warehouse keeps to what it began with. */
  public enum Tables {
    BOTH(Kind.values()),
    CHANGES(Kind.CHANGES),
    CURRENT(Kind.CURRENT);

    private final List<Kind> kinds;

    Tables(Kind... kinds) {
      this.kinds = List.of(kinds);
    }

    List<Kind> kinds() {
      return kinds;
    }
  }

  /**
   * Whichever is reached first; a source transaction is never cut.
   *
   * @param interval from one commit to the next
   * @param rows gathered of all partitions together
   * @param bytes approximate memory of these
   */
  public record Bounds(Duration interval, int rows, long bytes) {
    private static final long LEAST_BYTES = 1 << 20;

    public Bounds {
      if (interval.isNegative() || rows < 1 || bytes < LEAST_BYTES) {
        throw new IllegalArgumentException(
            "no bounds of a commit: " + interval + ", " + rows + " rows, " + bytes + " bytes");
      }
    }
  }

  /**
   * How long a reader of a past state, and a rollback, has it.
   *
   * @param age snapshots of a table that are younger are kept
   * @param snapshots that are kept however old they are, from 1
   */
  public record Keeping(Duration age, int snapshots) {
    public Keeping {
      if (age.isNegative() || snapshots < 1) {
        throw new IllegalArgumentException("not kept: " + age + ", " + snapshots + " snapshots");
      }
    }
  }
}
