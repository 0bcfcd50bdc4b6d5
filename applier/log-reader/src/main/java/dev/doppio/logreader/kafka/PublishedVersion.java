package dev.doppio.logreader.kafka;

import dev.doppio.schemas.document.TableVersion;
import java.time.Instant;
import java.util.Objects;

/**
 * A table version as the schema topic has it.
 *
 * @param version the version
 * @param at when it was published, for the last time where several writers did, by their clock
 * @param offset in this copy of the topic
 */
public record PublishedVersion(TableVersion version, Instant at, long offset) {
  public PublishedVersion {
    Objects.requireNonNull(version);
    Objects.requireNonNull(at);
  }
}
