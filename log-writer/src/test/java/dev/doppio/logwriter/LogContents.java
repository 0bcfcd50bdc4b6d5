package dev.doppio.logwriter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.schemas.change.ChangeCodec;
import dev.doppio.schemas.change.ControlCodec;
import dev.doppio.schemas.change.ControlRecord;
import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.document.SchemaLookup;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.log.BeginHeader;
import dev.doppio.schemas.log.EndHeader;
import dev.doppio.schemas.log.LogRecord;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.RunKind;
import dev.doppio.schemas.log.Scn;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Reads a partition of the log in memory as the log contract says it has to be, and fails where it
 * is not: sequences without gaps, runs whole and contiguous, counts and checksums right.
 */
final class LogContents {
  private final MemoryLog log;
  private final SchemaLookup schemas;

  /** One run; {@code changes} of a data run, {@code control} of a control run. */
  record Run(
      Scn scn,
      RunKind kind,
      long transactions,
      BeginHeader begin,
      EndHeader end,
      int records,
      List<DocumentChange> changes,
      Optional<ControlRecord> control) {}

  LogContents(MemoryLog log) {
    this.log = log;
    this.schemas =
        fingerprint ->
            Optional.ofNullable(log.schemas().get(fingerprint)).map(TableVersion::fromAvro);
  }

  /** All runs of a partition, checked. */
  List<Run> runs(PartitionId partition) {
    List<Run> runs = new ArrayList<>();
    List<LogRecord> open = new ArrayList<>();
    for (LogRecord record : log.records(partition)) {
      assertThat(record.place().begin()).as("B at %s", record.place()).isEqualTo(open.isEmpty());
      open.add(record);
      if (record.place().end()) {
        runs.add(run(partition, open));
        open.clear();
      }
    }
    assertThat(open).as("open run at the end of %s", partition).isEmpty();
    checkSequence(runs);
    return runs;
  }

  /** Runs of one kind. */
  List<Run> runs(PartitionId partition, RunKind kind) {
    return runs(partition).stream().filter(run -> run.kind() == kind).toList();
  }

  private static void checkSequence(List<Run> runs) {
    long transactions = 0;
    Optional<Scn> last = Optional.empty();
    for (Run run : runs) {
      transactions += run.kind() == RunKind.TRANSACTION ? 1 : 0;
      assertThat(run.transactions()).isEqualTo(transactions);
      if (run.kind() == RunKind.OPENING) {
        int before = last.map(Scn::generation).orElse(0);
        assertThat(run.scn().generation()).isGreaterThan(before);
        assertThat(run.scn().sequence()).isZero();
        assertThat(((ControlRecord.Opening) run.control().orElseThrow()).predecessor())
            .isEqualTo(last);
      } else {
        assertThat(run.scn()).isEqualTo(last.orElseThrow().next());
      }
      last = Optional.of(run.scn());
    }
  }

  private Run run(PartitionId partition, List<LogRecord> records) {
    LogRecord first = records.get(0);
    LogRecord last = records.get(records.size() - 1);
    List<DocumentChange> changes = new ArrayList<>();
    Optional<ControlRecord> control = Optional.empty();
    ByteArrayOutputStream value = new ByteArrayOutputStream();
    for (int i = 0; i < records.size(); i++) {
      LogRecord record = records.get(i);
      checkPlace(record, first, i);
      value.writeBytes(record.value());
      if (record.place().lastSegment() && record.key().length > 0) {
        if (first.place().kind().isControl()) {
          control =
              Optional.of(new ControlCodec().decode(first.place().kind(), value.toByteArray()));
        } else {
          changes.add(new ChangeCodec().decode(record.key(), value.toByteArray(), schemas));
        }
        value.reset();
      }
    }
    EndHeader end = last.end().orElseThrow();
    BeginHeader begin = first.begin().orElseThrow();
    assertThat(end.checksum()).isEqualTo(checksum(records, end));
    assertThat(end.rows()).isEqualTo(changes.size());
    assertThat(begin.log()).isEqualTo(log.logId(partition.database()));
    return new Run(
        first.place().scn(),
        first.place().kind(),
        first.place().transactions(),
        begin,
        end,
        records.size(),
        changes,
        control);
  }

  private static int checksum(List<LogRecord> records, EndHeader end) {
    CRC32C crc = new CRC32C();
    for (LogRecord record : records) {
      crc.update(record.place().encode());
      record.begin().ifPresent(header -> crc.update(header.encode()));
      for (byte[] field : List.of(record.key(), record.value())) {
        crc.update(ByteBuffer.allocate(4).putInt(0, field.length));
        crc.update(field);
      }
    }
    crc.update(ByteBuffer.wrap(end.encode()).putInt(5, 0).array());
    return (int) crc.getValue();
  }

  private static void checkPlace(LogRecord record, LogRecord first, int index) {
    assertThat(record.place().ordinal()).isEqualTo(index);
    assertThat(record.place().scn()).isEqualTo(first.place().scn());
    assertThat(record.place().kind()).isEqualTo(first.place().kind());
    assertThat(record.place().transactions()).isEqualTo(first.place().transactions());
  }
}
