package dev.doppio.servers;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** {@link CommandHost}s of this JVM, each for one command at a time. Thread-safe. */
final class CommandHosts {
  private static final Deque<CommandHosts> IDLE = new ConcurrentLinkedDeque<>();

  private final Process process;
  private final BufferedReader answers;
  private final BufferedWriter commands;

  private CommandHosts(Process process) {
    this.process = process;
    this.answers = process.inputReader(StandardCharsets.UTF_8);
    this.commands = process.outputWriter(StandardCharsets.UTF_8);
  }

  /**
   * Runs a command.
   *
   * @param out gets what it says
   * @return its exit code
   */
  static int run(List<String> arguments, Path out, long limitSeconds)
      throws IOException, InterruptedException {
    CommandHosts idle = IDLE.poll();
    CommandHosts host = idle == null ? start() : idle;
    int code = host.exitCode(arguments, out, limitSeconds);
    IDLE.push(host);
    return code;
  }

  private int exitCode(List<String> arguments, Path out, long limitSeconds)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of(out.toString()));
    words.addAll(arguments);
    commands.write(String.join(CommandHost.SEPARATOR, words) + "\n");
    commands.flush();
    try {
      return CompletableFuture.supplyAsync(this::answer).get(limitSeconds, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      process.destroyForcibly().waitFor();
      throw new AssertionError(arguments + " did not end; it said:\n" + Files.readString(out), e);
    }
  }

  private int answer() {
    try {
      return Integer.parseInt(answers.readLine());
    } catch (IOException e) {
      throw new AssertionError("the host of commands ended", e);
    }
  }

  /** With the one class that it needs beside the product, and nothing else of the tests. */
  private static CommandHosts start() throws IOException {
    Path folder = Servers.workspace().folder("command-host");
    String name = CommandHost.class.getName().replace('.', '/') + ".class";
    Path file = folder.resolve(name);
    if (!Files.exists(file)) {
      Files.createDirectories(file.getParent());
      try (InputStream code = CommandHost.class.getClassLoader().getResourceAsStream(name)) {
        Files.copy(code, file);
      }
    }
    List<String> line = new ArrayList<>(Daemon.java());
    int path = line.indexOf("-cp") + 1;
    line.set(path, line.get(path) + File.pathSeparator + folder);
    line.set(line.size() - 1, CommandHost.class.getName());
    return new CommandHosts(
        new ProcessBuilder(line).redirectError(folder.resolve("said").toFile()).start());
  }
}
