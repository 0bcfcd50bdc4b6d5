package dev.doppio.schemas.partition;

import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.document.TableVersion;
import java.util.List;

/**
 * Where documents of one table lie, told so that a reader of the log needs no configuration.
 * Immutable.
 *
 * @param resourceId columns whose hash places a document; none where all lie in one partition
 * @param placed partition numbers: a document lies in the one at the index of its hash modulo their
 *     count
 */
public record Placement(List<String> resourceId, List<Integer> placed) {
  public Placement {
    resourceId = List.copyOf(resourceId);
    placed = List.copyOf(placed);
    if (placed.isEmpty() || resourceId.isEmpty() && placed.size() > 1) {
      throw new IllegalArgumentException(
          "documents placed in " + placed + " by the columns " + resourceId);
    }
  }

  /** True when all documents lie in one partition. */
  public boolean isOnePartition() {
    return placed.size() == 1;
  }

  /**
   * Tells the partition number of documents of a version; of a row, only key columns are looked at.
   */
  public Finder of(TableVersion version) {
    if (isOnePartition()) {
      return row -> placed.get(0);
    }
    ResourceId id =
        new ResourceId(
            version, resourceId.stream().map(c -> version.indexOf(c).orElseThrow()).toList());
    return row -> placed.get(Murmur2.positive(id.canonicalBytes(row)) % placed.size());
  }

  /** Finds a document's partition number. */
  public interface Finder {
    int partitionOf(Row row);
  }
}
