package dev.doppio.cli.mastership;

import dev.doppio.capture.mysql.StorageNode;
import dev.doppio.cli.config.SidecarSettings;
import dev.doppio.logwriter.LogView;
import dev.doppio.logwriter.Mastership;
import dev.doppio.logwriter.Tenure;
import dev.doppio.logwriter.kafka.KafkaLog;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.gtid.GtidSet;
import dev.doppio.schemas.log.Generation;
import dev.doppio.schemas.log.Origin;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import dev.doppio.schemas.mastership.LedgerEntry;
import dev.doppio.schemas.partition.DatabaseLayout;
import dev.doppio.schemas.source.NodePosition;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Moves partitions to and from one node. Every step may be repeated: a command that ended half-way
 * is run again and goes on where it stood. Used by one thread.
 */
public final class MastershipMove implements AutoCloseable {
  private final SidecarSettings settings;
  private final LogView view;
  private final Mastership mastership;
  private final Hooks hooks;
  private final Waiting waiting;
  private final Consumer<String> out;

  /** How a partition is taken. */
  public enum Kind {
    /** After its master has released it. */
    PLANNED,
    /** Whatever its master does. */
    UNPLANNED,
    /** The same, where the partition's own datacenter is lost and its ledger with it. */
    LOST_DATACENTER
  }

  private MastershipMove(
      SidecarSettings settings,
      LogView view,
      Mastership mastership,
      Waiting waiting,
      Consumer<String> out) {
    this.settings = settings;
    this.view = view;
    this.mastership = mastership;
    this.hooks = new Hooks(settings.mastership());
    this.waiting = waiting;
    this.out = out;
  }

  /**
   * @param settings of the node whose partitions move
   * @param wait bound of each thing that is waited for
   * @param out takes what was done, a line each
   */
  public static MastershipMove open(SidecarSettings settings, Duration wait, Consumer<String> out) {
    KafkaLog log = new KafkaLog(settings.log());
    LogView view = log.view();
    Mastership mastership =
        new Mastership(log.candidate(), settings.log().databases(), view, Clock.systemUTC());
    return new MastershipMove(settings, view, mastership, new Waiting(wait), out);
  }

  /** A line for each partition of the databases, or of one of them. */
  public List<String> show(Optional<String> database) {
    return MastershipTable.of(
        settings.log().databases().stream()
            .filter(layout -> database.filter(name -> !name.equals(layout.database())).isEmpty())
            .flatMap(MastershipMove::partitions)
            .map(mastership::tenure)
            .toList());
  }

  private static Stream<PartitionId> partitions(DatabaseLayout layout) {
    return IntStream.range(0, layout.partitions())
        .mapToObj(number -> new PartitionId(layout.database(), number));
  }

  /**
   * Gives partitions up: blocks writes to them, waits until the log has all that was written, then
   * clears their owner. What an earlier run has released is passed over.
   *
   * @throws DoppioException MASTERSHIP_REFUSED, MASTERSHIP_PENDING
   */
  public void release(List<PartitionId> partitions) {
    if (!hooks.canBlock()) {
      throw refused(
          "mastership.hooks.block-writes is not set: nothing would keep applications from writing"
              + " to "
              + partitions
              + " after the release. Set it to a command that blocks them; 'true' where they are"
              + " blocked already");
    }
    List<Tenure> held = held(partitions);
    for (Tenure tenure : held) {
      if (!mastership.isMine(tenure)) {
        throw mastership.notMine(tenure);
      }
    }
    held.forEach(
        tenure -> hooks.blockWrites(tenure.partition(), tenure.entry().orElseThrow().generation()));
    List<PartitionId> left = held.stream().map(Tenure::partition).toList();
    if (!left.isEmpty()) {
      awaitDrained(left);
    }
    for (PartitionId partition : left) {
      Tenure tenure = mastership.tenure(partition);
      mastership.release(tenure);
      out.accept("released " + partition + " at " + end(tenure));
    }
  }

  /** A run that ended half-way has released the first ones. */
  private List<Tenure> held(List<PartitionId> partitions) {
    List<Tenure> held = new ArrayList<>();
    for (PartitionId partition : partitions) {
      Tenure tenure = mastership.tenure(partition);
      if (mastership.isReleasedByMe(tenure)) {
        out.accept(partition + " is released already");
      } else {
        held.add(tenure);
      }
    }
    return held;
  }

  /** What the source has executed after the block covers all that was written before it. */
  private void awaitDrained(List<PartitionId> partitions) {
    GtidSet executed;
    try (StorageNode mysql = StorageNode.open(settings.capture())) {
      executed = mysql.executed();
    }
    waiting.until(
        () -> position().filter(at -> at.source().executed().contains(executed)).isPresent(),
        () ->
            "the log lacks transactions of "
                + settings.log().origin()
                + ": its MySQL has executed "
                + executed
                + ", the committed position is "
                + position().map(at -> at.source().executed().toString()).orElse("none")
                + ". Writes to "
                + partitions
                + " stay blocked, and they stay this node's. See that its sidecar runs, then run"
                + " the same command again; or let writes in again");
  }

  private Optional<NodePosition> position() {
    return view.position(settings.log().origin().node());
  }

  /**
   * Makes this node the master, waits until its sidecar has opened the generations, and lets writes
   * in. Where the node is a replica, both only when its MySQL has applied what the log holds: its
   * own later changes would contradict what it lacks.
   *
   * @param acceptBehind true to take them whatever it lacks; not with a planned move
   * @throws DoppioException MASTERSHIP_REFUSED, MASTERSHIP_PENDING
   */
  public void take(List<PartitionId> partitions, Kind kind, boolean acceptBehind) {
    if (position().isEmpty()) {
      throw refused(
          settings.log().origin()
              + " has no position in the log: its sidecar has never run to the end of its first"
              + " snapshot. Start it and wait until it is ready, then take the partitions");
    }
    for (PartitionId partition : partitions) {
      takeOne(partition, kind, acceptBehind);
    }
    for (PartitionId partition : partitions) {
      Generation opened = awaitOpening(partition);
      if (kind != Kind.PLANNED && !acceptBehind) {
        awaitAppliedToOpening(partition, opened);
      }
      hooks.admitWrites(partition, opened);
      out.accept(partition + " is open in generation " + opened);
    }
  }

  private void takeOne(PartitionId partition, Kind kind, boolean acceptBehind) {
    Tenure tenure = mastership.tenure(partition);
    if (mastership.isMine(tenure)) {
      return;
    }
    if (kind == Kind.PLANNED) {
      checkReleased(tenure);
      awaitAppliedToEnd(partition);
    } else {
      out.accept(new Loss(view).describe(tenure));
      compareWithLog(tenure, acceptBehind);
    }
    LedgerEntry entry = mastership.take(tenure, kind == Kind.LOST_DATACENTER);
    out.accept("took " + partition + " in generation " + entry.generation());
  }

  private void checkReleased(Tenure tenure) {
    Optional<Origin> owner = tenure.entry().flatMap(LedgerEntry::owner);
    if (owner.isPresent()) {
      throw refused(
          tenure.partition()
              + " is mastered by "
              + owner.get()
              + ": run 'doppio mastership release --planned' with its configuration first, or, if"
              + " it is lost, take with --unplanned");
    }
  }

  /** Nobody writes data to a released partition, so its end rests as soon as its master heard. */
  private void awaitAppliedToEnd(PartitionId partition) {
    try (Standby standby = new Standby(settings, view)) {
      Supplier<Optional<String>> lack =
          () -> standby.lacks(partition, view.last(partition).map(record -> record.place().scn()));
      await(lack, ". See that its applier runs, then run the same command again");
    }
  }

  /** Its master may still write, so the end is the one that was found. */
  private void compareWithLog(Tenure tenure, boolean acceptBehind) {
    PartitionId partition = tenure.partition();
    try (Standby standby = new Standby(settings, view)) {
      if (!standby.isReplica()) {
        out.accept(
            partition
                + ": no applier keeps checkpoints in the MySQL of "
                + settings.log().origin()
                + ", so what it lacks of the log can't be told");
      } else if (acceptBehind) {
        standby.lacks(partition, tenure.end()).ifPresent(out);
      } else {
        await(
            () -> standby.lacks(partition, tenure.end()),
            ". Nothing was taken. See that its applier runs, then run the same command again; or"
                + " take it as it is with --accept-behind");
      }
    }
  }

  /** Nothing of the earlier masters follows the opening. */
  private void awaitAppliedToOpening(PartitionId partition, Generation opened) {
    try (Standby standby = new Standby(settings, view)) {
      await(
          () -> standby.lacks(partition, Optional.of(opened.opening())),
          ", the opening of its own generation. It is the master, and writes are not let in. See"
              + " that its applier runs, then run the same command again; or let them in with"
              + " --accept-behind");
    }
  }

  private void await(Supplier<Optional<String>> lack, String remedy) {
    waiting.until(
        () -> lack.get().isEmpty(), () -> lack.get().orElse("it was applied just now") + remedy);
  }

  private Generation awaitOpening(PartitionId partition) {
    waiting.until(
        () -> mastership.tenure(partition).isOpened(),
        () ->
            settings.log().origin()
                + " was given "
                + partition
                + ", and its sidecar has not opened the generation in the log. See that it runs,"
                + " then run the same command again; writes are let in only then");
    Tenure opened = mastership.tenure(partition);
    if (!mastership.isMine(opened)) {
      throw mastership.notMine(opened);
    }
    return opened.entry().orElseThrow().generation();
  }

  private static String end(Tenure tenure) {
    return tenure.end().map(Scn::toString).orElse("nothing");
  }

  private static DoppioException refused(String message) {
    return new DoppioException(FailureKind.MASTERSHIP_REFUSED, message);
  }

  /** The partitions of a list such as {@code 0,3} or {@code all}. */
  public List<PartitionId> partitions(String database, String numbers) {
    DatabaseLayout layout =
        settings.log().databases().stream()
            .filter(candidate -> candidate.database().equals(database))
            .findFirst()
            .orElseThrow(() -> misused("--database " + database + " is not configured"));
    if (numbers.equals("all")) {
      return partitions(layout).toList();
    }
    try {
      return Arrays.stream(numbers.split(","))
          .map(number -> Integer.parseInt(number.strip()))
          .distinct()
          .map(number -> Objects.checkIndex(number, layout.partitions()))
          .map(number -> new PartitionId(database, number))
          .toList();
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw misused(
          "--partition "
              + numbers
              + ": give numbers from 0 to "
              + (layout.partitions() - 1)
              + " with commas between them, or 'all'");
    }
  }

  private static DoppioException misused(String message) {
    return new DoppioException(FailureKind.CONFIGURATION, message);
  }

  @Override
  public void close() {
    view.close();
  }
}
