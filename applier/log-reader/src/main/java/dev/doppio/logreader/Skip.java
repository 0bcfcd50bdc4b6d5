package dev.doppio.logreader;

import dev.doppio.schemas.gtid.Gtid;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.RunKind;
import java.util.Objects;
import java.util.Optional;

/**
 * What an operator lets a target pass without applying it; {@link SkipSearch} finds it. A target
 * records every skip with its checkpoint, in one transaction.
 *
 * @param at where the partition stands; it is skipped only while it stands there
 * @param to where it stands then: the same again where what is skipped is no run
 * @param kind what kind of run; empty for a record that is none of the log's
 * @param gtid of the source transaction
 * @param rows document changes that the target will lack
 * @param offset of the first record in this datacenter's copy of the log
 */
public record Skip(
    Checkpoint at,
    Checkpoint to,
    Optional<RunKind> kind,
    Optional<Gtid> gtid,
    long rows,
    long offset) {
  public Skip {
    Objects.requireNonNull(kind);
    Objects.requireNonNull(gtid);
    if (kind.isPresent() == at.scn().equals(to.scn()) || rows < 0 || offset < 0) {
      throw new IllegalArgumentException("no skip: from " + at.scn() + " to " + to.scn());
    }
  }

  /** For the operator: what it is. */
  public String describe() {
    String transaction = gtid.map(id -> " of transaction " + id).orElse("");
    return kind.map(k -> "run " + to.scn() + " (" + k + ", " + rows + " rows" + transaction + ")")
        .orElse("the record at offset " + offset + ", which is none of the log's");
  }
}
