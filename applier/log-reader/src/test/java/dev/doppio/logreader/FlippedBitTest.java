package dev.doppio.logreader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.logreader.LogSource.Entry;
import dev.doppio.logreader.LogSource.Headers;
import dev.doppio.logreader.PartitionBuffer.Start;
import dev.doppio.logwriter.MemoryRecord;
import dev.doppio.logwriter.MemoryRecord.Part;
import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.log.LogRecord;
import dev.doppio.schemas.log.PartitionId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * No bit of a run can be another one and the run still count, not even where nothing else tells: at
 * a target that holds nothing yet.
 */
final class FlippedBitTest {
  private static final PartitionId PARTITION = new PartitionId("shop", 3);
  private static final int LOG_ID_ENDS = 17;

  /** Fields of the contract; {@code end} is exclusive, 0 is the end of what holds the field. */
  private enum Field {
    P_VERSION(Part.P, 0, 1),
    GENERATION(Part.P, 1, 5),
    SEQUENCE(Part.P, 5, 13),
    ORDINAL(Part.P, 13, 17),
    TRANSACTIONS(Part.P, 17, 25),
    FLAGS(Part.P, 25, 27),
    SEGMENT(Part.P, 27, 31),
    B_VERSION(Part.B, 0, 1),
    LOG_ID(Part.B, 1, LOG_ID_ENDS),
    ORIGIN_GTID_AND_NODE_TRANSACTION(Part.B, LOG_ID_ENDS, 0),
    E_VERSION(Part.E, 0, 1),
    ROWS(Part.E, 1, 5),
    CHECKSUM(Part.E, 5, 9),
    PARTITIONS(Part.E, 9, 13),
    KEY(Part.KEY, 0, 0),
    VALUE(Part.VALUE, 0, 0);

    private final Part part;
    private final int begin;
    private final int end;

    Field(Part part, int begin, int end) {
      this.part = part;
      this.begin = begin;
      this.end = end;
    }

    int end(byte[] bytes) {
      return end == 0 ? bytes.length : Math.min(end, bytes.length);
    }
  }

  @ParameterizedTest
  @EnumSource
  void inTheLogsFirstOpeningItIsFound(Field field) {
    List<LogRecord> log = new ArrayList<>();
    Runs.opened(log);
    assertThat(flipEach(log, field, Start.Kind.LOG_BEGIN)).isPositive();
  }

  @ParameterizedTest
  @EnumSource
  void inTheFirstRunAfterAChosenPlaceItIsFound(Field field) {
    Runs runs = Runs.opened(new ArrayList<>());
    List<LogRecord> run =
        runs.cutAt(25).withBareEnd().transaction(Notes.insert(Notes.row(1, "text")), note());
    assertThat(run).hasSizeGreaterThan(4);
    assertThat(flipEach(run, field, Start.Kind.CHOSEN)).isPositive();
  }

  @Test
  void unflippedTheyAreAccepted() {
    List<LogRecord> log = new ArrayList<>();
    log.addAll(Runs.opened(log).transaction(note()));
    List<MemoryRecord> records = log.stream().map(MemoryRecord::of).toList();
    assertThat(counts(records, Start.Kind.LOG_BEGIN)).isTrue();
  }

  /** Flips every bit of the field in every record, each by itself; tells how many there are. */
  private static int flipEach(List<LogRecord> run, Field field, Start.Kind start) {
    int flips = 0;
    for (int at = 0; at < run.size(); at++) {
      List<MemoryRecord> records = new ArrayList<>(run.stream().map(MemoryRecord::of).toList());
      MemoryRecord good = records.get(at);
      byte[] bytes = field.part.of(good);
      for (int bit = 8 * field.begin; bit < 8 * field.end(bytes); bit++) {
        byte[] flipped = bytes.clone();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        records.set(at, field.part.with(good, flipped));
        assertThat(counts(records, start)).as("bit %d of record %d", bit, at).isFalse();
        flips++;
      }
    }
    return flips;
  }

  /** True when the last run is read to its end, and verified. */
  private static boolean counts(List<MemoryRecord> records, Start.Kind start) {
    RunVerifier verifier = new RunVerifier(PARTITION, Optional.empty(), start);
    try {
      records.forEach(record -> verifier.accept(entry(record).record()));
    } catch (DoppioException e) {
      return false;
    }
    return !verifier.untouched() && !verifier.inRun();
  }

  private static Entry entry(MemoryRecord record) {
    Headers headers = new Headers(record.p(), record.b(), record.e());
    return new Entry(PARTITION, 0, Instant.EPOCH, headers, record.key(), record.value());
  }

  private static DocumentChange note() {
    return Notes.insert(Notes.row(2, "another"));
  }
}
