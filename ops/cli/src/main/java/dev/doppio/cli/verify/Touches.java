package dev.doppio.cli.verify;

import dev.doppio.schemas.document.DocumentKey;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which documents of one partition were changed last at which run, as far back as somebody may ask.
 * Not thread-safe.
 */
final class Touches {
  /** So many entries more and those that nobody asks for are thrown out. */
  private static final int SWEEP = 50_000;

  private static final DocumentKey ANY = new DocumentKey("any/1");

  private final PartitionId partition;
  private final Map<String, Scn> last = new HashMap<>();
  private final Map<String, Scn> tables = new HashMap<>();
  private Optional<Scn> all = Optional.empty();
  private int added;

  Touches(PartitionId partition) {
    this.partition = partition;
  }

  /** A run has changed a document. */
  void touch(String document, Scn run) {
    last.put(document, run);
    tables.put(document.substring(0, document.indexOf('/')), run);
    added++;
  }

  /** A run may have changed any. */
  void touchAll(Scn run) {
    all = Optional.of(run);
  }

  /** A later run than this one has changed it, or may have. */
  boolean isBehind(Scn run, DocumentPlace place) {
    if (!place.partition().equals(partition)) {
      throw new IllegalArgumentException(place + " is not in " + partition);
    }
    return all.filter(run::isBefore).isPresent()
        || Optional.ofNullable(last.get(place.document().path())).filter(run::isBefore).isPresent();
  }

  /** A later run than this one has changed a document of the table, or may have. */
  boolean isBehind(Scn run, TableName table) {
    String path = ANY.in(table).path();
    return all.filter(run::isBefore).isPresent()
        || Optional.ofNullable(tables.get(path.substring(0, path.indexOf('/'))))
            .filter(run::isBefore)
            .isPresent();
  }

  /** Nobody asks for what is at this run or before. */
  void forget(Scn run) {
    if (added > SWEEP) {
      last.values().removeIf(touched -> !run.isBefore(touched));
      added = 0;
    }
  }
}
