package dev.doppio.cli.demo;

import dev.doppio.cli.compare.Comparison;
import dev.doppio.cli.compare.CopyComparison;
import dev.doppio.cli.compare.Report;
import dev.doppio.cli.workload.Workload;
import dev.doppio.cli.workload.WorkloadConfig;
import dev.doppio.local.LocalException;
import dev.doppio.local.Ports;
import dev.doppio.local.Workspace;
import dev.doppio.local.kafka.MirrorMaker;
import dev.doppio.local.kafka.MirrorSpec;
import dev.doppio.local.mysql.MySqlServer;
import dev.doppio.schemas.Doppio;
import dev.doppio.schemas.failure.ExitCode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** The demo, phase by phase. Used once, by one thread. */
public final class Demo {
  private static final int START_SECONDS = 120;
  private static final int POLL_MILLIS = 250;
  private static final int MOST_EXAMPLES = 10;

  private final DemoOptions options;
  private final Screen screen;
  private final OwnProgram doppio;
  private final Workspace workspace;
  private final CountDownLatch interrupted;

  Demo(
      DemoOptions options,
      Screen screen,
      OwnProgram doppio,
      Workspace workspace,
      CountDownLatch interrupted) {
    this.options = options;
    this.screen = screen;
    this.doppio = doppio;
    this.workspace = workspace;
    this.interrupted = interrupted;
  }

  /**
   * @param whenKept told the result before waiting for Ctrl-C
   */
  ExitCode run(Consumer<ExitCode> whenKept) throws SQLException, InterruptedException {
    screen.say("starting two datacenters: real servers on loopback, all files in " + workspace);
    Datacenters servers = Datacenters.start(workspace, screen);
    MySqlServer source = servers.source();
    WorkloadConfig traffic =
        new WorkloadConfig(
            DemoOptions.DATABASE,
            DemoOptions.MEMBERS,
            DemoOptions.LANES,
            options.rate(),
            options.seed());
    try (Workload workload = new Workload(source::connect, traffic)) {
      workload.create();
      workload.populate(DemoOptions.MESSAGES_PER_MEMBER);
      screen.say("dc1: " + rows(source) + " rows are there before the first start");
      return replicate(servers, workload, whenKept);
    }
  }

  private ExitCode replicate(Datacenters servers, Workload workload, Consumer<ExitCode> whenKept)
      throws SQLException, InterruptedException {
    Fleet fleet = prepare(servers);
    DaemonProcess sidecar = fleet.sidecar();
    DaemonProcess applier = fleet.applier();
    try (LogCopy first = new LogCopy(servers.sourceLog().bootstrap(), DemoOptions.DATABASE);
        LogCopy second = new LogCopy(servers.replicaLog().bootstrap(), DemoOptions.DATABASE);
        Replica replica = new Replica(servers.replica())) {
      start(servers, fleet, second);
      Monitor monitor = new Monitor(workload.journal(), first, second, replica, sidecar, applier);
      monitor.baseline(first.transactions().orElse(0));
      List<DaemonProcess> daemons = List.of(sidecar, applier);
      new Flow(options, screen, interrupted, workload, monitor, replica, daemons).run();
      drain(fleet, replica.applied().orElse(0L));
      ExitCode code = verdict(servers, fleet);
      if (options.keep()) {
        Verdict.invitation(servers, fleet).forEach(screen::line);
        whenKept.accept(code);
        interrupted.await();
      } else {
        screen.say("SIGTERM: all " + fleet.stop() + " daemons ended with 0");
      }
      return code;
    }
  }

  private Fleet prepare(Datacenters servers) throws SQLException {
    DemoFiles files = new DemoFiles(workspace.folder("doppio"));
    int port = Ports.free();
    Path file = files.sidecar(servers, options, port);
    DaemonProcess sidecar =
        daemon("sidecar", List.of("sidecar", "--config", file.toString()), port);
    port = Ports.free();
    file = files.applier(servers, port);
    List<String> apply = List.of("apply", "mysql", "--config", file.toString());
    DaemonProcess applier = daemon("applier", apply, port);
    FolderTargets folders = new FolderTargets(workspace, files, doppio, options.partitions());
    return new Fleet(
        sidecar,
        applier,
        folders.of("dc1", servers.sourceLog()),
        folders.of("dc2", servers.replicaLog()));
  }

  /** In the order of the data; what can start together does. */
  private void start(Datacenters servers, Fleet fleet, LogCopy second) throws InterruptedException {
    DaemonProcess sidecar = fleet.sidecar();
    sidecar.start();
    screen.say("dc1: " + sidecar);
    String topics = Doppio.TOPIC_PREFIX + "\\.(" + DemoOptions.DATABASE + "|schemas)";
    MirrorMaker.start(workspace, MirrorSpec.of(servers.sourceLog(), servers.replicaLog(), topics));
    screen.say("dc1 -> dc2: MirrorMaker 2 copies the topics " + topics);
    await("the first snapshot", () -> isReady(sidecar));
    screen.say("dc1: the snapshot is in the log");
    fleet.here().forEach(target -> start("dc1", target.daemon()));
    await("the mirrored topics in dc2", () -> alive(sidecar) && second.exists());
    start("dc2", fleet.applier());
    fleet.there().forEach(target -> start("dc2", target.daemon()));
    await("the applier", () -> isReady(fleet.applier()));
    screen.say("dc2: the applier is ready");
    await(
        "the indexes and tables",
        () -> fleet.targets().stream().allMatch(target -> isReady(target.daemon())));
    screen.say("dc1, dc2: an index and tables are ready in each");
  }

  private void start(String datacenter, DaemonProcess daemon) {
    daemon.start();
    screen.say(datacenter + ": " + daemon);
  }

  /** The replica is there already. */
  private void drain(Fleet fleet, long transactions) throws InterruptedException {
    await(
        "the indexes and tables to reach the log's end",
        () ->
            fleet.targets().stream()
                .allMatch(at -> alive(at.daemon()) && at.applied() == transactions));
    screen.say("dc1, dc2: indexes and tables have reached the log end");
  }

  private ExitCode verdict(Datacenters servers, Fleet fleet) throws SQLException {
    if (options.tamper()) {
      String where = Tamper.flipOneByte(servers.source(), DemoOptions.DATABASE);
      screen.say("--tamper: " + where + " of the source, which no copy is told of");
    }
    List<Verdict.Compared> all = compare(servers, fleet);
    Verdict.lines(all, DemoOptions.DATABASE).forEach(screen::line);
    boolean equal = all.stream().allMatch(compared -> compared.report().isEqual());
    return equal ? ExitCode.OK : ExitCode.DIFFERENT;
  }

  private List<Verdict.Compared> compare(Datacenters servers, Fleet fleet) throws SQLException {
    List<Verdict.Compared> all = new ArrayList<>();
    try (Connection left = servers.source().connect();
        Connection right = servers.replica().connect()) {
      screen.say("comparing source and replica, HEX of every column, in the order of the keys");
      Report rows = new Comparison(MOST_EXAMPLES).compare(left, right, DemoOptions.DATABASE);
      all.add(new Verdict.Compared(Verdict.Copy.REPLICA, rows));
      screen.say("comparing source, indexes and tables, every document by key and content");
      CopyComparison comparison = new CopyComparison(MOST_EXAMPLES);
      for (FolderTarget target : fleet.targets()) {
        Report documents = comparison.compare(left, target.copy(), DemoOptions.DATABASE);
        all.add(new Verdict.Compared(Verdict.Copy.documents(target.name()), documents));
      }
    }
    return all;
  }

  private static String rows(MySqlServer server) throws SQLException {
    long members = DemoOptions.MEMBERS;
    return LiveTable.count(members + members * DemoOptions.MESSAGES_PER_MEMBER);
  }

  private DaemonProcess daemon(String name, List<String> arguments, int consolePort) {
    return new DaemonProcess(workspace, name, doppio, arguments, consolePort);
  }

  private static boolean isReady(DaemonProcess daemon) {
    return alive(daemon) && daemon.obstacle().isEmpty();
  }

  private static boolean alive(DaemonProcess daemon) {
    daemon.mustLive();
    return true;
  }

  private void await(String what, BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new LocalException("Waited " + START_SECONDS + " s in vain for " + what);
      }
      pause(POLL_MILLIS);
    }
  }

  private void pause(long millis) throws InterruptedException {
    if (interrupted.await(millis, TimeUnit.MILLISECONDS)) {
      throw new InterruptedException("Ctrl-C");
    }
  }
}
