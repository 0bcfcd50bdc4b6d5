package dev.doppio.schemas.mastership;

import dev.doppio.schemas.log.Generation;
import dev.doppio.schemas.log.Origin;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What the ledger says about one partition. A generation that the log has not opened yet is a
 * takeover under way: its owner finishes it at each start, until the opening is in the log.
 *
 * @param generation of the present owner; of the last one after a release
 * @param owner the one node that may write; empty when it was released and nobody has taken it
 * @param incarnation the process that wrote this entry, for the operator's eyes
 * @param transactionalIds all producers that may have written since the last opening in the log,
 *     that of the last owner last: whoever opens a later generation fences them first
 * @param since when this entry was written, by its writer's clock, milliseconds
 */
public record LedgerEntry(
    Generation generation,
    Optional<Origin> owner,
    String incarnation,
    List<String> transactionalIds,
    Instant since) {
  public LedgerEntry {
    Objects.requireNonNull(generation);
    Objects.requireNonNull(owner);
    Objects.requireNonNull(incarnation);
    since = since.truncatedTo(ChronoUnit.MILLIS);
    transactionalIds = List.copyOf(transactionalIds);
    if (transactionalIds.isEmpty()
        || new HashSet<>(transactionalIds).size() < transactionalIds.size()) {
      throw new IllegalArgumentException("an entry of the ledger names its producers, each once");
    }
  }

  /**
   * A node as it writes itself into the ledger.
   *
   * @param origin the node
   * @param transactionalId of its producer
   * @param incarnation the process that acts for it
   */
  public record Candidate(Origin origin, String transactionalId, String incarnation) {
    public Candidate {
      Objects.requireNonNull(origin);
      Objects.requireNonNull(transactionalId);
      Objects.requireNonNull(incarnation);
    }
  }

  /** The first entry of a partition, or the first after the ledger was lost. */
  public static LedgerEntry of(Generation generation, Candidate owner, Instant since) {
    return new LedgerEntry(
        generation,
        Optional.of(owner.origin()),
        owner.incarnation(),
        List.of(owner.transactionalId()),
        since);
  }

  /** True when the node is the owner. */
  public boolean isOf(Origin node) {
    return owner.equals(Optional.of(node));
  }

  /**
   * The entry of the next owner. All producers named here stay named: whether this generation was
   * ever opened in the log does not matter then.
   */
  public LedgerEntry takenBy(Candidate next, Generation in, Instant at) {
    if (in.compareTo(generation) <= 0) {
      throw new IllegalArgumentException("generation " + in + " does not follow " + generation);
    }
    List<String> ids = new ArrayList<>(transactionalIds);
    ids.remove(next.transactionalId());
    ids.add(next.transactionalId());
    return new LedgerEntry(in, Optional.of(next.origin()), next.incarnation(), ids, at);
  }

  /**
   * What is left of this entry for its successor once this generation's opening is in the log: who
   * wrote before it was fenced then, so only the last owner's producer may have written since.
   */
  public LedgerEntry opened() {
    String last = transactionalIds.get(transactionalIds.size() - 1);
    return new LedgerEntry(generation, owner, incarnation, List.of(last), since);
  }

  /**
   * True when this node was the last owner, has released the partition, and nobody took it since.
   */
  public boolean isReleasedBy(Candidate node) {
    return owner.isEmpty()
        && transactionalIds.get(transactionalIds.size() - 1).equals(node.transactionalId());
  }

  /** The entry without an owner. */
  public LedgerEntry released(String by, Instant at) {
    return new LedgerEntry(generation, Optional.empty(), by, transactionalIds, at);
  }
}
