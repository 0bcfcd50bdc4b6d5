package dev.doppio.cli.replay;

import dev.doppio.cli.config.ApplySettings;
import dev.doppio.cli.desk.TargetDesk;
import dev.doppio.logreader.LogPlaces.First;
import dev.doppio.logreader.SnapshotSearch;
import dev.doppio.logreader.StartPlace;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Partitions of a target of which nothing was ever applied: they are built from the log's begin, or
 * from a complete snapshot in it.
 */
record FreshTarget(TargetDesk desk, Routes routes, ApplySettings settings, TargetReplay.Mode mode) {
  /**
   * Where each begins.
   *
   * @param all whether the target has nothing of the log at all
   * @throws DoppioException TARGET_REFUSED when it holds documents, or a begin is chosen from which
   *     it would not be whole; LOG_TRUNCATED when the log reaches back neither to its begin nor to
   *     a snapshot
   */
  Map<PartitionId, StartPlace> starts(List<Route> fresh, boolean all) {
    fresh.forEach(FreshTarget::refuseMiddle);
    List<Route> cut = new ArrayList<>();
    Map<PartitionId, StartPlace> starts = new TreeMap<>();
    for (Route route : fresh) {
      starts.put(route.partition(), new StartPlace.FromCheckpoint());
      if (routes.obstacle(route, Optional.empty()).isPresent()) {
        cut.add(route);
      }
    }
    Map<PartitionId, SnapshotSearch.Begin> snapshots = cut.isEmpty() ? Map.of() : snapshots(cut);
    if (!mode.dryRun() && !mode.anew()) {
      prepare(snapshots, all && settings.only().isEmpty());
    }
    snapshots.forEach((partition, begin) -> starts.put(partition, begin.place()));
    return starts;
  }

  private static void refuseMiddle(Route route) {
    if (route.first().flatMap(First::before).isPresent()) {
      throw new DoppioException(
          FailureKind.TARGET_REFUSED,
          "nothing of "
              + route.partition()
              + " was ever applied at the target: from the middle of the log on it would lack what"
              + " is before. Leave the begin out, and it is built from the log's begin or from a"
              + " snapshot in the log; nothing was applied");
    }
  }

  private Map<PartitionId, SnapshotSearch.Begin> snapshots(List<Route> cut) {
    SnapshotSearch.Found found = routes.snapshots(mode.pinned());
    if (!found.lacking().isEmpty() || found.begins().isEmpty()) {
      throw new DoppioException(
          FailureKind.LOG_TRUNCATED,
          "this copy of the log reaches back neither to the begin of "
              + cut.get(0).partition()
              + " nor to a complete snapshot of "
              + found.lacking().stream().map(Object::toString).sorted().toList()
              + ": doppio bootstrap builds the target from the source or from another replica;"
              + " nothing was applied");
    }
    Map<PartitionId, SnapshotSearch.Begin> begins = new TreeMap<>();
    for (Route route : cut) {
      SnapshotSearch.Begin begin = found.begins().get(route.partition());
      Optional<Scn> early =
          begin
              .whole()
              .filter(whole -> route.end().scn().filter(last -> last.isBefore(whole)).isPresent());
      if (early.isPresent()) {
        throw new DoppioException(
            FailureKind.CONFIGURATION,
            route.partition()
                + ": the snapshot that it is built from ends at "
                + early.get()
                + ", behind the end that is asked for; nothing was applied");
      }
      begins.put(route.partition(), begin);
    }
    return begins;
  }

  /** From here on it is written. */
  private void prepare(Map<PartitionId, SnapshotSearch.Begin> snapshots, boolean empty) {
    try (TargetDesk.Rewinds target = desk.rewinds()) {
      List<String> contents = empty ? target.contents() : List.of();
      if (!contents.isEmpty()) {
        throw new DoppioException(
            FailureKind.TARGET_REFUSED,
            "the target at "
                + settings.target().address()
                + " stands nowhere in this log, and holds "
                + String.join(", ", contents)
                + ": what the log does not bring again would stay there. Drop these tables, or name"
                + " an empty server; nothing was applied");
      }
      snapshots.forEach((partition, begin) -> target.awaitSnapshots(partition, begin.awaited()));
    }
  }
}
