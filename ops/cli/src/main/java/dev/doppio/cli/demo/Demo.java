package dev.doppio.cli.demo;

import dev.doppio.cli.compare.Comparison;
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
    DemoFiles files = new DemoFiles(workspace.folder("doppio"));
    int port = Ports.free();
    Path file = files.sidecar(servers, options, port);
    DaemonProcess sidecar =
        daemon("sidecar", List.of("sidecar", "--config", file.toString()), port);
    port = Ports.free();
    file = files.applier(servers, port);
    List<String> apply = List.of("apply", "mysql", "--config", file.toString());
    DaemonProcess applier = daemon("applier", apply, port);
    try (LogCopy first = new LogCopy(servers.sourceLog().bootstrap(), DemoOptions.DATABASE);
        LogCopy second = new LogCopy(servers.replicaLog().bootstrap(), DemoOptions.DATABASE);
        Replica replica = new Replica(servers.replica())) {
      start(servers, sidecar, applier, second);
      Monitor monitor = new Monitor(workload.journal(), first, second, replica, sidecar, applier);
      monitor.baseline(first.transactions().orElse(0));
      List<DaemonProcess> daemons = List.of(sidecar, applier);
      new Flow(options, screen, interrupted, workload, monitor, replica, daemons).run();
      ExitCode code = verdict(servers, replica);
      if (options.keep()) {
        Verdict.invitation(servers, sidecar, applier).forEach(screen::line);
        whenKept.accept(code);
        interrupted.await();
      } else {
        stop(sidecar, applier);
      }
      return code;
    }
  }

  /** In the order of the data; what can start together does. */
  private void start(
      Datacenters servers, DaemonProcess sidecar, DaemonProcess applier, LogCopy second)
      throws InterruptedException {
    sidecar.start();
    screen.say("dc1: " + sidecar);
    String topics = Doppio.TOPIC_PREFIX + "\\.(" + DemoOptions.DATABASE + "|schemas)";
    MirrorMaker.start(workspace, MirrorSpec.of(servers.sourceLog(), servers.replicaLog(), topics));
    screen.say("dc1 -> dc2: MirrorMaker 2 copies the topics " + topics);
    await("the first snapshot", () -> alive(sidecar) && sidecar.obstacle().isEmpty());
    screen.say("dc1: the snapshot is in the log");
    await("the mirrored topics in dc2", () -> alive(sidecar) && second.exists());
    applier.start();
    screen.say("dc2: " + applier);
    await("the applier", () -> alive(applier) && applier.obstacle().isEmpty());
    screen.say("dc2: the applier is ready");
  }

  private ExitCode verdict(Datacenters servers, Replica replica) throws SQLException {
    if (options.tamper()) {
      screen.say("--tamper: " + replica.flipOneByte(DemoOptions.DATABASE) + " of the replica");
    }
    Report report = compare(servers);
    Verdict.lines(report, DemoOptions.DATABASE).forEach(screen::line);
    return report.isEqual() ? ExitCode.OK : ExitCode.DIFFERENT;
  }

  private void stop(DaemonProcess sidecar, DaemonProcess applier) {
    int applierCode = applier.stop();
    int sidecarCode = sidecar.stop();
    screen.say("SIGTERM: applier ended with " + applierCode + ", sidecar with " + sidecarCode);
    if (applierCode != ExitCode.OK.code() || sidecarCode != ExitCode.OK.code()) {
      throw new LocalException(
          "A daemon did not drain and exit 0 after SIGTERM: " + applier.lastWords());
    }
  }

  private Report compare(Datacenters servers) throws SQLException {
    screen.say("comparing source and replica, HEX of every column, in the order of the keys");
    try (Connection left = servers.source().connect();
        Connection right = servers.replica().connect()) {
      return new Comparison(MOST_EXAMPLES).compare(left, right, DemoOptions.DATABASE);
    }
  }

  private static String rows(MySqlServer server) throws SQLException {
    long members = DemoOptions.MEMBERS;
    return LiveTable.count(members + members * DemoOptions.MESSAGES_PER_MEMBER);
  }

  private DaemonProcess daemon(String name, List<String> arguments, int consolePort) {
    return new DaemonProcess(workspace, name, doppio, arguments, consolePort);
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
