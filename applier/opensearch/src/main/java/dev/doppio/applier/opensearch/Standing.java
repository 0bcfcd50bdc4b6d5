package dev.doppio.applier.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.LogId;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * How one partition stands: every index has its runs up to the checkpoint, and perhaps some of what
 * follows.
 *
 * @param checkpoint empty when nothing was ever applied
 * @param owner who applies the partition; empty when it was let go
 * @param skips oldest first
 */
record Standing(Optional<Checkpoint> checkpoint, Optional<Owner> owner, List<SkipEntry> skips) {
  static final Standing NONE = new Standing(Optional.empty(), Optional.empty(), List.of());

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
    Objects.requireNonNull(owner);
    skips = List.copyOf(skips);
  }

  boolean isOwnedBy(String token) {
    return owner.filter(mine -> mine.token().equals(token)).isPresent();
  }

  Standing owned(Optional<Owner> by) {
    return new Standing(checkpoint, by, skips);
  }

  Standing at(Checkpoint next, Optional<Owner> by) {
    return new Standing(Optional.of(next), by, skips);
  }

  Standing with(SkipEntry skip) {
    List<SkipEntry> all = new ArrayList<>(skips);
    all.add(skip);
    return new Standing(checkpoint, owner, all);
  }

  /** The same with the skips that it has not among these. */
  Standing withAll(List<SkipEntry> others) {
    Set<SkipEntry> all = new LinkedHashSet<>(others);
    all.addAll(skips);
    return new Standing(checkpoint, owner, List.copyOf(all));
  }

  /** True for a run that an operator let pass: met again where indexes are built anew. */
  boolean hasSkipped(Scn run) {
    return skips.stream().anyMatch(skip -> skip.run().equals(Optional.of(run)));
  }

  static Standing read(Ledger.Entry entry, PartitionId partition) {
    return entry.source().map(source -> read(source, partition)).orElse(NONE);
  }

  private static Standing read(JsonNode source, PartitionId partition) {
    Optional<Checkpoint> checkpoint =
        text(source, "scn")
            .map(
                scn ->
                    new Checkpoint(
                        LogId.parse(source.path("log").asText()),
                        source.path("datacenter").asText(),
                        partition,
                        Scn.parse(scn),
                        source.path("transactions").asLong()));
    Optional<Owner> owner =
        text(source, "owner")
            .map(token -> new Owner(token, Instant.parse(source.path("seen").asText())));
    List<SkipEntry> skips = new ArrayList<>();
    source.path("skips").forEach(skip -> skips.add(SkipEntry.read(skip)));
    return new Standing(checkpoint, owner, skips);
  }

  private static Optional<String> text(JsonNode source, String name) {
    return Optional.of(source.path(name)).filter(JsonNode::isTextual).map(JsonNode::asText);
  }

  ObjectNode toJson() {
    ObjectNode source = Cluster.object();
    checkpoint.ifPresent(
        at ->
            source
                .put("log", at.log().toString())
                .put("datacenter", at.datacenter())
                .put("scn", at.scn().toString())
                .put("transactions", at.transactions()));
    owner.ifPresent(by -> source.put("owner", by.token()).put("seen", by.seen().toString()));
    ArrayNode all = source.putArray("skips");
    skips.forEach(skip -> all.add(skip.toJson()));
    return source;
  }
}
