package dev.doppio.logreader;

import dev.doppio.logreader.LogSource.Entry;
import dev.doppio.schemas.change.ChangeCodec;
import dev.doppio.schemas.change.ControlCodec;
import dev.doppio.schemas.change.ControlRecord;
import dev.doppio.schemas.document.SchemaLookup;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.log.Place;
import java.time.Instant;
import java.util.Optional;

/** Tells the source's clock at a record that was probed. Not thread-safe. */
final class SourceTimes {
  private final ChangeCodec changes = new ChangeCodec();
  private final ControlCodec controls = new ControlCodec();
  private final SchemaLookup schemas;

  SourceTimes(SchemaLookup schemas) {
    this.schemas = schemas;
  }

  /** Best effort: a document in segments or of an unknown version tells no time. */
  Optional<Instant> of(Entry entry) {
    Place place = entry.place();
    try {
      boolean whole = place.segment() == 0 && place.lastSegment() && entry.value().length > 0;
      if (!whole) {
        return Optional.empty();
      }
      return place.kind().isControl()
          ? controls.decode(place.kind(), entry.value()).match(new ControlTime())
          : Optional.of(changes.decode(entry.key(), entry.value(), schemas).sourceTime());
    } catch (DoppioException e) {
      return Optional.empty();
    }
  }

  private static final class ControlTime implements ControlRecord.Cases<Optional<Instant>> {
    @Override
    public Optional<Instant> opening(ControlRecord.Opening opening) {
      return Optional.empty();
    }

    @Override
    public Optional<Instant> heartbeat(ControlRecord.Heartbeat heartbeat) {
      return Optional.of(heartbeat.sourceTime());
    }

    @Override
    public Optional<Instant> schemaChange(ControlRecord.SchemaChange change) {
      return Optional.of(change.sourceTime());
    }

    @Override
    public Optional<Instant> truncation(ControlRecord.Truncation truncation) {
      return Optional.of(truncation.sourceTime());
    }

    @Override
    public Optional<Instant> mark(ControlRecord.Mark mark) {
      return Optional.empty();
    }
  }
}
