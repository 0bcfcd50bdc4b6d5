package dev.doppio.schemas.source;

import dev.doppio.schemas.gtid.GtidSet;
import java.util.Objects;

/**
 * Where a storage node's capture stands: everything in {@code executed} is behind it. Holes are
 * kept.
 *
 * @param executed the GTID set; what a restart resumes from
 * @param binlogFile for display only
 * @param binlogOffset for display only
 */
public record SourcePosition(GtidSet executed, String binlogFile, long binlogOffset) {
  public SourcePosition {
    Objects.requireNonNull(executed);
    Objects.requireNonNull(binlogFile);
  }
}
