package dev.doppio.applier.search;

import java.nio.file.Path;
import java.util.Objects;

/**
 * A folder of Lucene indexes as a target.
 *
 * @param folder holds nothing else; made when it is not there
 * @param datacenter origin of the log, the only one in this folder
 * @param bufferBytes memory for documents before they are written to a segment, of all partitions
 *     together
 * @param partitions that share it, from 1
 * @param jsonPaths most paths in JSON columns that get fields of their own, in each partition; what
 *     lies beyond is found by its column alone, and counted
 */
public record LuceneTargetConfig(
    Path folder, String datacenter, long bufferBytes, int partitions, int jsonPaths) {
  private static final long LEAST_BUFFER_BYTES = 1 << 20;

  public LuceneTargetConfig {
    Objects.requireNonNull(folder);
    if (datacenter.isEmpty()) {
      throw new IllegalArgumentException("an index is of the log of a datacenter");
    }
    if (bufferBytes < LEAST_BUFFER_BYTES || partitions < 1 || jsonPaths < 0) {
      throw new IllegalArgumentException(
          "not a target: " + bufferBytes + " bytes, " + partitions + ", " + jsonPaths + " paths");
    }
  }

  /** Of one partition. */
  long bufferBytesEach() {
    return Math.max(LEAST_BUFFER_BYTES, bufferBytes / partitions);
  }
}
