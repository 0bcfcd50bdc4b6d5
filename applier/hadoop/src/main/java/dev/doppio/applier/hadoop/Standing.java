package dev.doppio.applier.hadoop;

import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.LogId;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How one partition stands in the warehouse: every table holds its runs up to the checkpoint, each
 * once. Kept as properties of the table of checkpoints.
 *
 * @param checkpoint empty when nothing was ever applied
 * @param reached the source's clock at the checkpoint; empty when it was not told
 * @param owner who applies the partition; empty when it was let go
 * @param skips oldest first
 */
record Standing(
    Optional<Checkpoint> checkpoint,
    Optional<Instant> reached,
    Optional<Owner> owner,
    List<SkipEntry> skips) {
  static final Standing NONE =
      new Standing(Optional.empty(), Optional.empty(), Optional.empty(), List.of());

  private static final String PREFIX = "doppio.partition.";

  /**
   * An opening of the partition.
   *
   * @param token never used before
   * @param seen when it last committed, by the applier's clock
   */
  record Owner(String token, Instant seen) {
    Owner {
      Objects.requireNonNull(token);
      Objects.requireNonNull(seen);
    }
  }

  Standing {
    Objects.requireNonNull(checkpoint);
    Objects.requireNonNull(reached);
    Objects.requireNonNull(owner);
    skips = List.copyOf(skips);
  }

  boolean isOwnedBy(String token) {
    return owner.filter(mine -> mine.token().equals(token)).isPresent();
  }

  Standing owned(Optional<Owner> by) {
    return new Standing(checkpoint, reached, by, skips);
  }

  Standing at(Checkpoint next, Optional<Instant> time) {
    return new Standing(Optional.of(next), time.or(() -> reached), owner, skips);
  }

  Standing with(SkipEntry skip) {
    List<SkipEntry> all = new ArrayList<>(skips);
    all.add(skip);
    return new Standing(checkpoint, reached, owner, all);
  }

  static Standing read(Map<String, String> map, PartitionId partition) {
    String prefix = PREFIX + partition + ".";
    Optional<Checkpoint> checkpoint =
        Optional.ofNullable(map.get(prefix + "scn"))
            .map(
                scn ->
                    new Checkpoint(
                        LogId.parse(map.get(prefix + "log")),
                        map.get(prefix + "datacenter"),
                        partition,
                        Scn.parse(scn),
                        Long.parseLong(map.get(prefix + "transactions"))));
    List<SkipEntry> skips = new ArrayList<>();
    while (SkipEntry.isThere(map, prefix + "skipped." + skips.size() + ".")) {
      skips.add(SkipEntry.read(map, prefix + "skipped." + skips.size() + "."));
    }
    return new Standing(
        checkpoint,
        Optional.ofNullable(map.get(prefix + "reached")).map(Instant::parse),
        Optional.ofNullable(map.get(prefix + "owner"))
            .map(token -> new Owner(token, Instant.parse(map.get(prefix + "seen")))),
        skips);
  }

  /** Takes the place of what the map has of the partition. */
  void put(Map<String, String> map, PartitionId partition) {
    String prefix = PREFIX + partition + ".";
    map.keySet().removeIf(key -> key.startsWith(prefix));
    checkpoint.ifPresent(
        at -> {
          map.put(prefix + "log", at.log().toString());
          map.put(prefix + "datacenter", at.datacenter());
          map.put(prefix + "scn", at.scn().toString());
          map.put(prefix + "transactions", Long.toString(at.transactions()));
        });
    reached.ifPresent(time -> map.put(prefix + "reached", time.toString()));
    owner.ifPresent(
        by -> {
          map.put(prefix + "owner", by.token());
          map.put(prefix + "seen", by.seen().toString());
        });
    for (int i = 0; i < skips.size(); i++) {
      skips.get(i).put(map, prefix + "skipped." + i + ".");
    }
  }

  /** The partitions that the map has something of. */
  static List<PartitionId> partitions(Map<String, String> map) {
    return map.keySet().stream()
        .filter(key -> key.startsWith(PREFIX))
        .map(key -> key.substring(PREFIX.length(), key.indexOf('.', key.lastIndexOf('/'))))
        .distinct()
        .map(Standing::partition)
        .sorted()
        .toList();
  }

  private static PartitionId partition(String text) {
    int slash = text.lastIndexOf('/');
    return new PartitionId(text.substring(0, slash), Integer.parseInt(text.substring(slash + 1)));
  }
}
