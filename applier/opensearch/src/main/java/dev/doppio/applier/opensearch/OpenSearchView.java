package dev.doppio.applier.opensearch;

import dev.doppio.logreader.TargetStanding;
import dev.doppio.logreader.TargetStanding.Hold;
import dev.doppio.logreader.TargetView;
import dev.doppio.schemas.log.PartitionId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What the indexes that are searched say of their partitions. Not thread-safe. */
public final class OpenSearchView implements TargetView {
  /** An applier that has a partition commits at least its heartbeats. */
  private static final Duration SILENT = Duration.ofSeconds(60);

  private final Clock clock;
  private final Cluster cluster;
  private final Ledger ledger;
  private final Builds builds;

  /**
   * @param config the applier's
   * @param clock that of the appliers
   */
  public OpenSearchView(OpenSearchTargetConfig config, Clock clock) {
    this.clock = clock;
    this.cluster = Cluster.open(config.access());
    this.ledger = new Ledger(cluster, new Names(config.prefix()));
    this.builds = new Builds(cluster, ledger, config.datacenter());
  }

  @Override
  public TargetStanding standing(PartitionId partition) {
    Optional<Ledger.Entry> entry =
        builds
            .look()
            .map(live -> ledger.read(OpenSearchPartition.Shared.id(live, partition)).get(0))
            .filter(found -> found.source().isPresent());
    return entry
        .map(found -> Standing.read(found, partition))
        .map(there -> new TargetStanding(there.checkpoint(), hold(there), there.skips().size()))
        .orElse(TargetStanding.UNTOUCHED);
  }

  private Hold hold(Standing standing) {
    if (standing.owner().isEmpty()) {
      return Hold.RELEASED;
    }
    return isHeld(standing, clock.instant()) ? Hold.CONNECTED : Hold.SILENT;
  }

  /** A killed applier lets nothing go; what tells is that it commits no more. */
  static boolean isHeld(Standing standing, Instant now) {
    return standing.owner().filter(owner -> owner.seen().plus(SILENT).isAfter(now)).isPresent();
  }

  @Override
  public void close() {
    cluster.close();
  }
}
