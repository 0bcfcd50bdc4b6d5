package dev.doppio.schemas.source;

import dev.doppio.schemas.gtid.GtidSet;
import java.util.Objects;

/**
 * Where a storage node's capture stands: everything in {@code executed} is behind it, of the tables
 * in {@code scope}. Holes are kept.
 *
 * @param executed the GTID set; what a restart resumes from
 * @param scope what was captured on the way here
 * @param binlogFile for display only
 * @param binlogOffset for display only
 */
public record SourcePosition(
    GtidSet executed, CaptureScope scope, String binlogFile, long binlogOffset) {
  public SourcePosition {
    Objects.requireNonNull(executed);
    Objects.requireNonNull(scope);
    Objects.requireNonNull(binlogFile);
  }

  /** The same place, with a capture of this scope from here on. */
  public SourcePosition covering(CaptureScope next) {
    return new SourcePosition(executed, next, binlogFile, binlogOffset);
  }

  /** True when a restart from the other would go on as from this one. */
  public boolean resumesLike(SourcePosition other) {
    return executed.equals(other.executed) && scope.equals(other.scope);
  }
}
