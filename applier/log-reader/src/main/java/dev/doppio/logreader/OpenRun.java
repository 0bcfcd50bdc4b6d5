package dev.doppio.logreader;

import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.EndHeader;
import dev.doppio.schemas.log.LogRecord;
import dev.doppio.schemas.log.Place;
import dev.doppio.schemas.log.RunChecksum;
import dev.doppio.schemas.log.Scn;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** What a run adds up to so far: ordinals, segments, rows, checksum. */
final class OpenRun {
  private final Place first;
  private final RunChecksum checksum = new RunChecksum();
  private final ByteArrayOutputStream controlValue = new ByteArrayOutputStream();
  private int nextOrdinal;
  private int nextSegment;
  private byte[] segmentKey = {};
  private int rows;

  OpenRun(Place first) {
    this.first = first;
  }

  Scn scn() {
    return first.scn();
  }

  int nextOrdinal() {
    return nextOrdinal;
  }

  /** The caller has checked the SCN and the ordinal. */
  void add(LogRecord record) {
    Place place = record.place();
    if (place.kind() != first.kind() || place.transactions() != first.transactions()) {
      throw corrupt(place, "kind or count differ from those of the run's first record");
    }
    if (place.kind().isControl() && place.ordinal() != place.segment()) {
      throw corrupt(place, "a control run is one value");
    }
    if (place.segment() != nextSegment) {
      throw corrupt(place, "segment " + place.segment() + " where " + nextSegment + " is due");
    }
    if (place.segment() > 0 && !Arrays.equals(record.key(), segmentKey)) {
      throw corrupt(place, "a segment with another key");
    }
    if (place.kind().isControl()) {
      controlValue.writeBytes(record.value());
    }
    segmentKey = record.key();
    nextSegment = place.lastSegment() ? 0 : nextSegment + 1;
    nextOrdinal++;
    checksum.add(place, record.begin(), record.key(), record.value());
    if (place.lastSegment() && carriesRow(record)) {
      rows++;
    }
  }

  /** The control record of a control run that has its end. */
  byte[] controlValue() {
    return controlValue.toByteArray();
  }

  void verify(EndHeader end) {
    EndHeader due = checksum.end(rows, end.partitions());
    if (!due.equals(end)) {
      throw new DoppioException(
          FailureKind.LOG_CORRUPT,
          "run "
              + scn()
              + " does not add up: "
              + rows
              + " rows and CRC32C "
              + Integer.toHexString(due.checksum())
              + ", written were "
              + end.rows()
              + " and "
              + Integer.toHexString(end.checksum())
              + "; none of it was applied. Read another copy of the log, and report this");
    }
  }

  /** False for a control record and for an E that only closes its run. */
  static boolean carriesRow(LogRecord record) {
    return carriesRow(record.place(), record.key(), record.value());
  }

  static boolean carriesRow(Place place, byte[] key, byte[] value) {
    return !place.kind().isControl() && (key.length > 0 || value.length > 0);
  }

  /** A record that contradicts the contract or its run. */
  static DoppioException corrupt(Place place, String why) {
    return new DoppioException(
        FailureKind.LOG_CORRUPT,
        "run "
            + place.scn()
            + ", record "
            + place.ordinal()
            + ": "
            + why
            + "; read another copy of the log, and report this");
  }
}
