package dev.doppio.schemas.source;

import dev.doppio.schemas.gtid.GtidSet;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a storage node's capture stands: everything in {@code executed} is behind it, of the tables
 * in {@code scope}. Holes are kept. It means the same at every server of the node.
 *
 * @param executed the GTID set; what a restart resumes from
 * @param scope what was captured on the way here
 * @param last the last transaction of the binlog that was read; empty before one was, and in
 *     positions of format 1
 * @param preparedSince when the oldest XA prepare was committed that is read and neither committed
 *     nor rolled back: it is a hole, which is read again; empty where there is none
 * @param intents the log's own statements that are announced and not done
 * @param binlogFile for display only
 * @param binlogOffset for display only
 */
public record SourcePosition(
    GtidSet executed,
    CaptureScope scope,
    Optional<LastTransaction> last,
    Optional<Instant> preparedSince,
    List<DdlIntent> intents,
    String binlogFile,
    long binlogOffset) {
  public SourcePosition {
    Objects.requireNonNull(executed);
    Objects.requireNonNull(scope);
    Objects.requireNonNull(last);
    Objects.requireNonNull(preparedSince);
    Objects.requireNonNull(binlogFile);
    intents = List.copyOf(intents);
  }

  /** A position of which no more is known than the set. */
  public SourcePosition(
      GtidSet executed, CaptureScope scope, String binlogFile, long binlogOffset) {
    this(executed, scope, Optional.empty(), Optional.empty(), List.of(), binlogFile, binlogOffset);
  }

  /** The same place, with a capture of this scope from here on. */
  public SourcePosition covering(CaptureScope next) {
    return new SourcePosition(
        executed, next, last, preparedSince, intents, binlogFile, binlogOffset);
  }

  /** True when a restart from the other would go on as from this one. */
  public boolean resumesLike(SourcePosition other) {
    return executed.equals(other.executed) && scope.equals(other.scope);
  }
}
