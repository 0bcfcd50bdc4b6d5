package dev.doppio.applier.hadoop;

import dev.doppio.logreader.TargetStanding;
import dev.doppio.logreader.TargetStanding.Hold;
import dev.doppio.logreader.TargetView;
import dev.doppio.schemas.log.PartitionId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What a warehouse says of its partitions. Not thread-safe. */
public final class WarehouseView implements TargetView {
  /** An applier that has a partition commits at least its heartbeats. */
  private static final Duration HEARTBEATS = Duration.ofSeconds(30);

  private final HadoopTargetConfig config;
  private final Clock clock;
  private final Warehouse warehouse;

  /**
   * @param config the applier's
   * @param clock that of the appliers
   */
  public WarehouseView(HadoopTargetConfig config, Clock clock) {
    this.config = config;
    this.clock = clock;
    this.warehouse = Warehouse.open(config);
  }

  @Override
  public TargetStanding standing(PartitionId partition) {
    Optional<Standing> standing =
        CheckpointTable.look(warehouse, config.datacenter())
            .map(checkpoints -> checkpoints.standing(partition))
            .filter(there -> !there.equals(Standing.NONE));
    return standing
        .map(there -> new TargetStanding(there.checkpoint(), hold(there), there.skips().size()))
        .orElse(TargetStanding.UNTOUCHED);
  }

  private Hold hold(Standing standing) {
    if (standing.owner().isEmpty()) {
      return Hold.RELEASED;
    }
    return isHeld(standing, config, clock.instant()) ? Hold.CONNECTED : Hold.SILENT;
  }

  /** A killed applier lets nothing go; what tells is that it commits no more. */
  static boolean isHeld(Standing standing, HadoopTargetConfig config, Instant now) {
    Duration silent = config.bounds().interval().multipliedBy(2).plus(HEARTBEATS);
    return standing.owner().filter(owner -> owner.seen().plus(silent).isAfter(now)).isPresent();
  }

  @Override
  public void close() {
    warehouse.close();
  }
}
