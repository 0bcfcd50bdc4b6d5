package dev.doppio.simulation.judge;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/** One partition of a log, as any consumer of committed records sees it, against the source. */
final class LogJudge {
  private final String name;
  private final int partition;
  private final Deliveries deliveries;
  private final History history;
  private final Avro avro;
  private final List<Bytes> open = new ArrayList<>();
  private Optional<Place> last = Optional.empty();
  private Optional<String> log = Optional.empty();
  private long transactions;

  LogJudge(String name, int partition, Deliveries deliveries, History history, Avro avro) {
    this.name = name;
    this.partition = partition;
    this.deliveries = deliveries;
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

  /** True when the log has got as far as the ledger. */
  boolean isOpened() {
    Optional<Integer> given = deliveries.masters().generation(partition);
    return given.isEmpty() || given.equals(last.map(Place::generation));
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
    boolean master = deliveries.masters().mayWrite(record.node(), partition, place.generation());
    check(master, "G6", record.node() + " was never given this generation", record);
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
      transactions += end.kind() == 0 ? 1 : 0;
      deliveries.run(partition, open.get(0), lines, where(end));
    } else if (end.kind() == 1) {
      opens(end);
    }
    check(end.transactions() == transactions, "G3", "the count of transactions is wrong", end);
    history.add(end.place(), last, lines);
    last = Optional.of(end.place());
  }

  /** It names the run before, so that whoever has applied more than that can tell. */
  private void opens(Bytes end) {
    ByteArrayOutputStream value = new ByteArrayOutputStream();
    open.forEach(record -> value.writeBytes(record.value()));
    Optional<Place> named = avro.predecessor(value.toByteArray());
    check(named.equals(last), "G6", "opens after " + named + ", stands after " + last, end);
  }

  private void check(boolean holds, String guarantee, String what, Bytes record) {
    if (!holds) {
      throw new Violation(guarantee, where(record) + ": " + what);
    }
  }

  private String where(Bytes record) {
    return name + " at " + record.place() + " #" + record.ordinal();
  }
}
