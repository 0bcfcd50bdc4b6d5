package dev.doppio.logreader;

import dev.doppio.schemas.change.ChangeCodec;
import dev.doppio.schemas.change.ControlCodec;
import dev.doppio.schemas.change.ControlRecord;
import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.document.Fingerprint;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.gtid.Gtid;
import dev.doppio.schemas.log.BeginHeader;
import dev.doppio.schemas.log.EndHeader;
import dev.doppio.schemas.log.LogId;
import dev.doppio.schemas.log.LogRecord;
import dev.doppio.schemas.log.Origin;
import dev.doppio.schemas.log.Place;
import dev.doppio.schemas.log.RunChecksum;
import dev.doppio.schemas.log.RunKind;
import dev.doppio.schemas.log.Scn;
import dev.doppio.schemas.partition.Placement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Writes the runs of one partition by the book; what a test wants wrong it changes itself. */
public final class Runs {
  /** The log they belong to, unless another is given. */
  public static final LogId LOG = new LogId(new UUID(0, 1));

  private static final Origin ORIGIN = new Origin("dc1", "node1");
  private static final byte[] NONE = {};

  private final ControlCodec controls = new ControlCodec();
  private final ChangeCodec changes = new ChangeCodec();
  private final LogId log;
  private Scn last;
  private long transactions;
  private int segmentBytes = Integer.MAX_VALUE;
  private boolean bareEnd;

  /** A writer that has not opened its log. */
  public Runs(LogId log) {
    this.log = log;
  }

  /** A new log with its opening 1:0 in {@code into}. */
  public static Runs opened(List<LogRecord> into) {
    Runs runs = new Runs(LOG);
    into.addAll(runs.opening(1, Optional.empty()));
    return runs;
  }

  /** Goes on where other runs ended. */
  public Runs after(long dataTransactions) {
    transactions = dataTransactions;
    return this;
  }

  /** Cuts longer values. */
  public Runs cutAt(int bytes) {
    segmentBytes = bytes;
    return this;
  }

  /** Puts E on a record of its own. */
  public Runs withBareEnd() {
    bareEnd = true;
    return this;
  }

  /** Finds the two versions of {@link Notes}. */
  public static Optional<TableVersion> schemas(Fingerprint fingerprint) {
    return List.of(Notes.FIRST, Notes.SECOND).stream()
        .filter(version -> version.fingerprint().equals(fingerprint))
        .findFirst();
  }

  /** The last run written. */
  public Scn last() {
    return last;
  }

  /** Opens a generation. */
  public List<LogRecord> opening(int generation, Optional<Scn> predecessor) {
    last = Scn.opening(generation);
    return control(new ControlRecord.Opening(log, 4, predecessor));
  }

  /** The source is idle. */
  public List<LogRecord> heartbeat(Instant sourceTime) {
    last = last.next();
    return control(new ControlRecord.Heartbeat(sourceTime));
  }

  /** A named place. */
  public List<LogRecord> mark(ControlRecord.Mark mark) {
    last = last.next();
    return control(mark);
  }

  /** {@link Notes} gets its second version. */
  public List<LogRecord> alter() {
    last = last.next();
    return control(
        new ControlRecord.SchemaChange(
            "ddl-1",
            Notes.FIRST.name(),
            Optional.of(Notes.FIRST.fingerprint()),
            Optional.of(Notes.SECOND.fingerprint()),
            "ALTER TABLE notes ADD tag VARCHAR(200)",
            Notes.SOURCE_TIME));
  }

  /** {@link Notes} of its first version lose their rows. */
  public List<LogRecord> truncate() {
    last = last.next();
    return control(
        new ControlRecord.Truncation(
            "ddl-2",
            Notes.FIRST.name(),
            Notes.FIRST.fingerprint(),
            new Placement(List.of("id"), List.of(0, 1)),
            "TRUNCATE TABLE notes",
            Notes.SOURCE_TIME));
  }

  /** A source transaction. */
  public List<LogRecord> transaction(DocumentChange... rows) {
    last = last.next();
    transactions++;
    return run(RunKind.TRANSACTION, Arrays.asList(rows));
  }

  /** A chunk of a snapshot. */
  public List<LogRecord> snapshot(DocumentChange... rows) {
    last = last.next();
    return run(RunKind.SNAPSHOT, Arrays.asList(rows));
  }

  private List<LogRecord> control(ControlRecord record) {
    byte[] key = controls.key(record);
    byte[] value = controls.encode(record);
    return headed(record.kind(), pieces(key, value), 0);
  }

  private List<LogRecord> run(RunKind kind, List<DocumentChange> rows) {
    List<Piece> pieces = new ArrayList<>();
    for (DocumentChange row : rows) {
      pieces.addAll(pieces(row.key().bytes(), changes.encode(row)));
    }
    if (bareEnd) {
      pieces.add(new Piece(NONE, NONE, 0, true));
    }
    return headed(kind, pieces, rows.size());
  }

  private List<Piece> pieces(byte[] key, byte[] value) {
    List<Piece> pieces = new ArrayList<>();
    for (int from = 0; from < value.length; ) {
      int to = (int) Math.min((long) from + segmentBytes, value.length);
      byte[] part = Arrays.copyOfRange(value, from, to);
      pieces.add(new Piece(key, part, pieces.size(), to == value.length));
      from = to;
    }
    return pieces;
  }

  private record Piece(byte[] key, byte[] value, int segment, boolean last) {}

  private List<LogRecord> headed(RunKind kind, List<Piece> pieces, int rows) {
    RunChecksum checksum = new RunChecksum();
    List<LogRecord> records = new ArrayList<>();
    for (int i = 0; i < pieces.size(); i++) {
      Piece piece = pieces.get(i);
      boolean end = i == pieces.size() - 1;
      Place place =
          new Place(last, kind, i, transactions, i == 0, end, piece.segment(), piece.last());
      Optional<BeginHeader> begin = i == 0 ? Optional.of(begin(kind)) : Optional.empty();
      checksum.add(place, begin, piece.key(), piece.value());
      Optional<EndHeader> e = end ? Optional.of(checksum.end(rows, 1)) : Optional.empty();
      records.add(new LogRecord(place, begin, e, piece.key(), piece.value()));
    }
    return records;
  }

  private BeginHeader begin(RunKind kind) {
    Optional<Gtid> gtid =
        kind == RunKind.TRANSACTION
            ? Optional.of(new Gtid("00000000-0000-0000-0000-0000000000aa", transactions))
            : Optional.empty();
    return new BeginHeader(log, ORIGIN, gtid, transactions);
  }
}
