package dev.doppio.schemas.document;

import java.util.Optional;

/** Finds the table version behind a fingerprint; on a reader, fed from the log's schema topic. */
public interface SchemaLookup {
  /** The version, or empty when it is unknown so far. */
  Optional<TableVersion> find(Fingerprint fingerprint);
}
