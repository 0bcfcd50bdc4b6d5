package dev.doppio.cli.status;

import dev.doppio.logreader.LogLook.Lag;
import dev.doppio.logreader.TargetStanding;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A consumer of the log: a replica and who applies the log to it.
 *
 * @param replica where it is
 * @param datacenter whose log it takes
 * @param brokers of the copy that it reads
 * @param partitions all that it is to have
 * @param failures what could not be asked or told
 */
public record ConsumerStatus(
    String replica,
    String datacenter,
    String brokers,
    List<Partition> partitions,
    List<Trouble> failures) {
  public ConsumerStatus {
    Objects.requireNonNull(replica);
    Objects.requireNonNull(datacenter);
    Objects.requireNonNull(brokers);
    partitions = List.copyOf(partitions);
    failures = List.copyOf(failures);
  }

  /**
   * A partition at the consumer.
   *
   * @param partition the partition
   * @param standing by the replica; empty when that can't be asked
   * @param lag behind the copy of the log that it reads
   * @param applying who applies it, and how that goes
   * @param failure the last one, with its remedy
   */
  public record Partition(
      PartitionId partition,
      Optional<TargetStanding> standing,
      Lag lag,
      Applying applying,
      Optional<String> failure) {
    public Partition {
      Objects.requireNonNull(partition);
      Objects.requireNonNull(standing);
      Objects.requireNonNull(lag);
      Objects.requireNonNull(applying);
      Objects.requireNonNull(failure);
    }

    /** Where it stands; empty when nothing was applied, or when that is unknown. */
    Optional<Scn> checkpoint() {
      return standing.flatMap(TargetStanding::checkpoint).map(Checkpoint::scn);
    }
  }

  /**
   * @param most lag that is no trouble yet; empty for any
   */
  List<Trouble> troubles(Optional<Duration> most) {
    List<Trouble> troubles = new ArrayList<>(failures);
    for (Partition partition : partitions) {
      String where = partition.partition() + " at " + replica;
      partition
          .applying()
          .trouble(partition.failure())
          .ifPresent(what -> troubles.add(Trouble.wrong(where, what)));
      lagTrouble(partition, most).ifPresent(troubles::add);
    }
    return troubles;
  }

  private Optional<Trouble> lagTrouble(Partition partition, Optional<Duration> most) {
    String where = partition.partition() + " at " + replica;
    Lag lag = partition.lag();
    if (lag.transactions().isEmpty() || most.isPresent() && lag.time().isEmpty()) {
      return Optional.of(Trouble.unknown(where, "lag is unknown"));
    }
    return most.filter(limit -> lag.time().get().compareTo(limit) > 0)
        .map(limit -> Trouble.wrong(where, "lag is more than " + limit.toSeconds() + " s"));
  }
}
