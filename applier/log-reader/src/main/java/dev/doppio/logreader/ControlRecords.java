package dev.doppio.logreader;

import dev.doppio.logreader.LogSource.Entry;
import dev.doppio.schemas.change.ControlCodec;
import dev.doppio.schemas.change.ControlRecord;
import dev.doppio.schemas.log.PartitionId;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Reads control records among others as they come, their segments joined. Used by one thread. */
public final class ControlRecords {
  private final ControlCodec codec = new ControlCodec();
  private final Map<PartitionId, ByteArrayOutputStream> open = new HashMap<>();

  /**
   * Takes the next record of its partition.
   *
   * @return the control record that is complete with it; empty for anything else
   * @throws dev.doppio.schemas.failure.DoppioException LOG_CORRUPT when it does not read
   */
  public Optional<ControlRecord> take(Entry entry) {
    if (!entry.place().kind().isControl()) {
      return Optional.empty();
    }
    ByteArrayOutputStream value =
        open.computeIfAbsent(entry.partition(), any -> new ByteArrayOutputStream());
    if (entry.place().segment() == 0) {
      value.reset();
    }
    value.writeBytes(entry.value());
    if (!entry.place().lastSegment()) {
      return Optional.empty();
    }
    open.remove(entry.partition());
    return Optional.of(codec.decode(entry.place().kind(), value.toByteArray()));
  }
}
