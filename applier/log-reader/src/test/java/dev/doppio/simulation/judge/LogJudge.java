package dev.doppio.simulation.judge;

import dev.doppio.simulation.judge.Journal.Committed;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32C;

/** One partition of a log, as any consumer of committed records sees it, against the source. */
final class LogJudge {
  private final String name;
  private final List<Committed> source;
  private final History history;
  private final Avro avro;
  private final Set<String> seen = new HashSet<>();
  private final List<Bytes> open = new ArrayList<>();
  private Optional<Place> last = Optional.empty();
  private Optional<String> log = Optional.empty();
  private long transactions;
  private int data;

  LogJudge(String name, List<Committed> source, History history, Avro avro) {
    this.name = name;
    this.source = source;
    this.history = history;
    this.avro = avro;
  }

  /** The next record that everybody can see. */
  void read(Bytes record) {
    check(record.begin() == open.isEmpty(), "G4", "B inside a run, or none before it", record);
    check(record.ordinal() == open.size(), "G3", "ordinals are not dense", record);
    if (open.isEmpty()) {
      sequence(record);
    } else {
      check(record.place().equals(open.get(0).place()), "G4", "a run inside a run", record);
    }
    open.add(record);
    if (record.end()) {
      run(record);
      open.clear();
    }
  }

  /** Whatever can be seen is whole. */
  void seenAll() {
    if (!open.isEmpty()) {
      throw new Violation("G4", name + " shows a part of run " + open.get(0).place());
    }
  }

  /** How many transactions and chunks of the source are in it. */
  int data() {
    return data;
  }

  private void sequence(Bytes record) {
    Place place = record.place();
    boolean opening = record.kind() == 1;
    check(opening == (place.sequence() == 0), "G3", "sequence 0 and no opening", record);
    if (last.isPresent()) {
      int generation = last.get().generation();
      check(place.generation() >= generation, "G6", "a zombie after " + last, record);
      boolean next = opening ? place.generation() > generation : place.follows(last.get());
      check(next, "G3", "it comes after " + last, record);
    } else {
      check(opening, "G3", "the log begins without an opening", record);
    }
    String id = record.log();
    check(log.isEmpty() || log.get().equals(id), "G3", "a run of another log", record);
    log = Optional.of(id);
  }

  private void run(Bytes end) {
    CRC32C crc = new CRC32C();
    List<String> lines = new ArrayList<>();
    ByteArrayOutputStream value = new ByteArrayOutputStream();
    for (Bytes record : open) {
      record.covered().forEach(crc::update);
      if (record.carriesRow()) {
        value.writeBytes(record.value());
        if (record.lastSegment()) {
          lines.add(avro.line(value.toByteArray()));
          value.reset();
        }
      }
    }
    crc.update(end.endWithoutChecksum());
    check(end.checksum() == (int) crc.getValue(), "G4", "the checksum is wrong", end);
    check(end.rows() == lines.size(), "G4", "the count of rows is wrong", end);
    if (end.isData()) {
      committed(open.get(0), lines);
    }
    check(end.transactions() == transactions, "G3", "the count of transactions is wrong", end);
    history.add(end.place(), last, lines);
    last = Optional.of(end.place());
  }

  private void committed(Bytes first, List<String> lines) {
    transactions += first.kind() == 0 ? 1 : 0;
    String gtid = first.gtid();
    check(gtid.isEmpty() || seen.add(gtid), "G2", gtid + " comes twice", first);
    check(data < source.size(), "G2", "more than the source has committed", first);
    Committed due = source.get(data);
    check(due.gtid().equals(gtid), "G1", gtid + " comes before " + due.gtid(), first);
    check(due.lines().equals(lines), "G5", lines + ", the source did " + due.lines(), first);
    data++;
  }

  private void check(boolean holds, String guarantee, String what, Bytes record) {
    if (!holds) {
      throw new Violation(
          guarantee, name + " at " + record.place() + " #" + record.ordinal() + ": " + what);
    }
  }
}
