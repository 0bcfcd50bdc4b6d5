package dev.doppio.logreader;

import dev.doppio.logreader.LogSource.Entry;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.BeginHeader;

/** Waits for the run of a source transaction, for so long and no longer. One thread uses it. */
final class GtidScan {
  private final StartPlace.AtGtid place;
  private final long last;
  private long seen;

  /**
   * @param place what to wait for
   * @param last offset of the log's last record
   */
  GtidScan(StartPlace.AtGtid place, long last) {
    this.place = place;
    this.last = last;
  }

  /**
   * True when the record begins the run.
   *
   * @throws DoppioException START_NOT_FOUND after the last record that may be read
   */
  boolean reaches(Entry entry) {
    seen++;
    if (entry.begin().flatMap(BeginHeader::gtid).filter(place.gtid()::equals).isPresent()) {
      return true;
    }
    if (entry.offset() >= last || seen >= place.records()) {
      throw notFound(place, seen);
    }
    return false;
  }

  static DoppioException notFound(StartPlace.AtGtid place, long seen) {
    return new DoppioException(
        FailureKind.START_NOT_FOUND,
        "none of the "
            + seen
            + " records from "
            + place.from()
            + " on begins transaction "
            + place.gtid()
            + ": it did not touch this partition, or was committed before, or later than"
            + " was read. Give an earlier time or more records, or begin this partition by time");
  }
}
