package dev.doppio.local.mysql;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.PortBinding;
import dev.doppio.local.LocalException;
import dev.doppio.local.Ports;
import dev.doppio.local.PrivateCa;
import dev.doppio.local.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.containers.output.OutputFrame;
import org.testcontainers.images.PullPolicy;
import org.testcontainers.mysql.MySQLContainer;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/**
 * MySQL in a container, with its data in memory. The first process of the container is a loop that
 * starts mysqld again when told to; so a killed server finds its data and its port again. Safe
 * between threads.
 */
final class ContainerMySqlServer implements MySqlServer {
  static final String IMAGE = "mysql:8.0.33";

  private static final Duration STOPPED_WITHIN = Duration.ofSeconds(60);
  private static final String TLS = "/etc/doppio-tls/";
  private static final int INSIDE = 3306;
  private static final String LOOP =
      "trap 'kill $pid; wait $pid; exit' TERM\n"
          + "while :; do\n"
          + "  \"$@\" & pid=$!; echo $pid >/tmp/doppio-pid; wait $pid\n"
          + "  [ -e /tmp/doppio-up ] || exit 1\n"
          + "  until rm /tmp/doppio-start 2>/dev/null; do sleep 0.1; done\n"
          + "done";

  private final Workspace workspace;
  private final MySqlSpec spec;
  private final Path logFile;
  private final int port = Ports.free();
  private final MySQLContainer container;
  private String version = "";

  private ContainerMySqlServer(Workspace workspace, MySqlSpec spec) {
    this.workspace = workspace;
    this.spec = spec;
    this.logFile = workspace.folder("mysql-" + spec.name()).resolve("mysqld.log");
    this.container = container();
  }

  static ContainerMySqlServer start(Workspace workspace, MySqlSpec spec) {
    ContainerEngine.prepare(workspace::say);
    ContainerEngine.mustHave(IMAGE, System.getProperty("mysql.pull") != null);
    ContainerMySqlServer server = new ContainerMySqlServer(workspace, spec);
    workspace.closeFirst(server);
    try {
      server.container.start();
    } catch (ContainerLaunchException e) {
      throw causeOf(e);
    }
    server.inside("touch /tmp/doppio-up");
    server.version = server.askVersion();
    return server;
  }

  /** Testcontainers wraps it several times, and says the least first. */
  private static RuntimeException causeOf(ContainerLaunchException thrown) {
    Throwable cause = thrown;
    while (cause != null && !(cause instanceof LocalException)) {
      cause = cause.getCause();
    }
    return cause == null ? thrown : new LocalException(cause.getMessage(), thrown);
  }

  private MySQLContainer container() {
    List<String> command = new ArrayList<>(List.of("docker-entrypoint.sh", "mysqld"));
    MySQLContainer made =
        new MySQLContainer(DockerImageName.parse(IMAGE)) {
          @Override
          protected void configure() {
            addEnv("MYSQL_ROOT_PASSWORD", ROOT_PASSWORD);
          }

          @Override
          protected void waitUntilContainerStarted() {
            Answering.await(ContainerMySqlServer.this, ContainerMySqlServer.this::ended);
          }
        };
    made.withStartupAttempts(1);
    if (spec.tls()) {
      PrivateCa ca = workspace.certificates();
      PrivateCa.Identity own = ca.issue("mysql-" + spec.name());
      PrivateCa.Identity inside =
          new PrivateCa.Identity(
              copied(made, own.key()), copied(made, own.certificate()), own.bundle());
      MyCnf.tls(copied(made, ca.certificate()), inside).forEach(l -> command.add("--" + l));
    }
    MyCnf.settings(spec).forEach(line -> command.add("--" + line));
    made.withCommand(command.toArray(String[]::new));
    made.withTmpFs(Map.of("/var/lib/mysql", "rw"));
    made.withLabels(ContainerOwner.self().labels(Instant.now()));
    made.withCreateContainerCmdModifier(this::loopOnLoopback);
    made.withLogConsumer(this::log);
    made.withImagePullPolicy(PullPolicy.defaultPolicy());
    return made;
  }

  /** Why it will never answer, if its first start has failed: then the container ends. */
  private Optional<String> ended() {
    if (container.isRunning()) {
      return Optional.empty();
    }
    return Optional.of(this + " ended while starting; its log is:\n" + container.getLogs());
  }

  private static Path copied(MySQLContainer container, Path file) {
    Path inside = Path.of(TLS, file.getFileName().toString());
    int readable = 0644;
    container.withCopyFileToContainer(MountableFile.forHostPath(file, readable), inside.toString());
    return inside;
  }

  private void loopOnLoopback(CreateContainerCmd command) {
    command.withEntrypoint("sh", "-c", LOOP, "doppio-mysql");
    PortBinding binding =
        new PortBinding(
            com.github.dockerjava.api.model.Ports.Binding.bindIpAndPort(address(), port),
            ExposedPort.tcp(INSIDE));
    command.getHostConfig().withPublishAllPorts(false).withPortBindings(binding);
  }

  /** Loopback, unless we reach the engine's ports by another address. */
  private String address() {
    return JdbcUrl.isLoopback(host()) ? "127.0.0.1" : "0.0.0.0";
  }

  private void log(OutputFrame frame) {
    byte[] bytes = frame.getBytes();
    if (bytes != null) {
      try {
        Files.write(logFile, bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private String askVersion() {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT @@version")) {
      row.next();
      return row.getString(1).replaceAll("[^0-9.].*", "");
    } catch (SQLException e) {
      throw new LocalException(this + " does not tell its version: " + e, e);
    }
  }

  @Override
  public String name() {
    return spec.name();
  }

  @Override
  public String host() {
    return DockerClientFactory.instance().dockerHostIpAddress();
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public String jdbcUrl(String database) {
    return JdbcUrl.of(
        host(), port, database, spec.tls() ? Optional.of(workspace) : Optional.empty());
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public Path logFile() {
    return logFile;
  }

  @Override
  public synchronized boolean isRunning() {
    return inside("kill -0 $(cat /tmp/doppio-pid)") == 0;
  }

  @Override
  public synchronized void stop() {
    inside("kill $(cat /tmp/doppio-pid)");
    long deadline = System.nanoTime() + STOPPED_WITHIN.toNanos();
    while (isRunning()) {
      if (System.nanoTime() > deadline) {
        kill();
      }
      Answering.pause();
    }
  }

  @Override
  public synchronized void kill() {
    inside("kill -9 $(cat /tmp/doppio-pid)");
    while (isRunning()) {
      Answering.pause();
    }
  }

  @Override
  public synchronized void restart() {
    if (isRunning()) {
      stop();
    }
    inside("touch /tmp/doppio-start");
    Answering.await(this, Optional::empty);
  }

  @Override
  public synchronized void pause() {
    container.getDockerClient().pauseContainerCmd(container.getContainerId()).exec();
  }

  @Override
  public synchronized void resume() {
    container.getDockerClient().unpauseContainerCmd(container.getContainerId()).exec();
  }

  /** A program of the same version on this machine: not every image has all of them. */
  @Override
  public ProcessBuilder program(String name, String... arguments) {
    Installation here = Installation.chosen("local", workspace);
    return here.program(name, ClientOptions.of(this, arguments), ROOT_PASSWORD);
  }

  @Override
  public synchronized void close() {
    container.stop();
  }

  private int inside(String script) {
    try {
      ExecResult result = container.execInContainer("sh", "-c", script);
      return result.getExitCode();
    } catch (IOException | InterruptedException e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      throw new LocalException("Cannot run in the container of " + this + ": " + script, e);
    }
  }

  @Override
  public String toString() {
    return "MySQL " + spec.name() + " in a container at " + host() + ":" + port;
  }
}
