package dev.doppio.local.mysql;

import dev.doppio.local.Child;
import dev.doppio.local.LocalException;
import dev.doppio.local.Ports;
import dev.doppio.local.PrivateCa;
import dev.doppio.local.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A mysqld as a child process. Safe between threads. */
final class LocalMySqlServer implements MySqlServer {
  private static final Duration STOPPED_WITHIN = Duration.ofSeconds(60);

  private final Workspace workspace;
  private final MySqlSpec spec;
  private final Installation installation;
  private final int port;
  private final Path optionFile;
  private final Path logFile;
  private Child child;

  private LocalMySqlServer(
      Workspace workspace, MySqlSpec spec, Installation installation, int port, Path folder) {
    this.workspace = workspace;
    this.spec = spec;
    this.installation = installation;
    this.port = port;
    this.optionFile = folder.resolve("my.cnf");
    this.logFile = folder.resolve("mysqld.log");
  }

  static LocalMySqlServer start(Workspace workspace, MySqlSpec spec, Installation installation) {
    Path folder = workspace.folder("mysql-" + spec.name());
    Path data = folder.resolve("data");
    if (Files.exists(data)) {
      throw new LocalException("There is a MySQL server " + spec.name() + " in this workspace");
    }
    LocalMySqlServer server =
        new LocalMySqlServer(workspace, spec, installation, Ports.free(), folder);
    try {
      DataTemplate.copy(installation, spec, data, workspace);
      Files.write(server.optionFile, server.optionLines(data));
    } catch (IOException e) {
      throw new LocalException("Cannot prepare MySQL server " + spec.name() + ": " + e, e);
    }
    server.launch();
    return server;
  }

  private List<String> optionLines(Path data) {
    List<String> lines = new ArrayList<>(List.of("[mysqld]"));
    lines.addAll(installation.settings());
    Path temporary = workspace.folder("mysql-" + spec.name(), "tmp");
    lines.addAll(MyCnf.placement(data, temporary, port));
    if (spec.tls()) {
      PrivateCa ca = workspace.certificates();
      lines.addAll(MyCnf.tls(ca.certificate(), ca.issue("mysql-" + spec.name())));
    }
    lines.addAll(MyCnf.settings(spec));
    return lines;
  }

  private synchronized void launch() {
    List<String> command = new ArrayList<>(installation.command("mysqld"));
    command.add("--defaults-file=" + optionFile);
    if (System.getProperty("user.name").equals("root")) {
      command.add("--user=root");
    }
    String name = "mysql-" + spec.name();
    child = workspace.children().start(name, command, installation.environment(), logFile);
    Answering.await(this, this::ended);
  }

  private Optional<String> ended() {
    return child.isAlive()
        ? Optional.empty()
        : Optional.of(child + " ended while starting; " + child.lastWords());
  }

  @Override
  public String name() {
    return spec.name();
  }

  @Override
  public String host() {
    return "127.0.0.1";
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
    return installation.version();
  }

  @Override
  public Path logFile() {
    return logFile;
  }

  @Override
  public synchronized boolean isRunning() {
    return child.isAlive();
  }

  @Override
  public synchronized void stop() {
    child.stop(STOPPED_WITHIN);
  }

  @Override
  public synchronized void kill() {
    child.kill();
  }

  @Override
  public synchronized void restart() {
    stop();
    launch();
  }

  @Override
  public synchronized void pause() {
    child.pause();
  }

  @Override
  public synchronized void resume() {
    child.resume();
  }

  @Override
  public ProcessBuilder program(String name, String... arguments) {
    return installation.program(name, ClientOptions.of(this, arguments), ROOT_PASSWORD);
  }

  @Override
  public void close() {
    stop();
  }

  @Override
  public String toString() {
    return "MySQL " + version() + " " + spec.name() + " at " + host() + ":" + port;
  }
}
