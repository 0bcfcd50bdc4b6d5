package dev.doppio.local.mysql;

import dev.doppio.local.LocalException;
import dev.doppio.local.Programs;
import dev.doppio.local.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The programs of one MySQL on this machine.
 *
 * @param base its base folder: bin or sbin, lib, share
 * @param loader words before the path of a program: the program loader of a tree of Debian packages
 *     unpacked somewhere, which brings its own C library
 * @param libraries folder of system libraries that this machine lacks
 * @param version such as 8.0.33
 */
record Installation(Path base, List<String> loader, Optional<Path> libraries, String version) {
  private static final Pattern VERSION = Pattern.compile("Ver (\\d+\\.\\d+\\.\\d+)");
  private static final Path LIBRARIES = Path.of("lib", "x86_64-linux-gnu");

  /** The one that {@code -Dmysql} names. */
  static Installation chosen(String choice, Workspace workspace) {
    if (choice.equals("local")) {
      return at(Distribution.folder(workspace), workspace);
    }
    Path folder = Path.of(choice).toAbsolutePath().normalize();
    return at(find(folder, "mysqld").isPresent() ? folder : folder.resolve("usr"), workspace);
  }

  /**
   * MySQL 9.7, whatever {@code -Dmysql} names.
   *
   * @throws LocalException when its packages can't be had
   */
  static Installation nine(Workspace workspace) {
    return at(DebianTree.folder(workspace), workspace);
  }

  private static Installation at(Path base, Workspace workspace) {
    if (find(base, "mysqld").isEmpty()) {
      throw new LocalException(
          "-Dmysql must be local, container or the base folder of a MySQL: there is no mysqld in"
              + " the folder bin or sbin of "
              + base);
    }
    List<String> loader = loader(base);
    Optional<Path> libraries =
        loader.isEmpty()
            ? SystemLibraries.missingFor(
                Stream.of("mysqld", "mysql", "mysqlbinlog")
                    .flatMap(program -> find(base, program).stream())
                    .toList(),
                workspace)
            : Optional.empty();
    Installation unversioned = new Installation(base, loader, libraries, "");
    return new Installation(base, loader, libraries, unversioned.askVersion());
  }

  /** A system's own programs, in /usr, run by themselves. */
  private static List<String> loader(Path base) {
    Path libraries = base.resolve(LIBRARIES);
    Path loader = libraries.resolve("ld-linux-x86-64.so.2");
    return Files.isExecutable(loader) && !base.equals(Path.of("/usr"))
        ? List.of(loader.toString(), "--library-path", libraries.toString())
        : List.of();
  }

  /** Lines of my.cnf that this installation needs wherever it runs. */
  List<String> settings() {
    List<String> lines = new ArrayList<>(List.of("basedir=" + base, "secure_file_priv=NULL"));
    if (!loader.isEmpty()) {
      // Compiled in are places of a system installation.
      lines.add("lc_messages_dir=" + base.resolve("share/mysql"));
      lines.add("character_sets_dir=" + base.resolve("share/mysql/charsets"));
      lines.add("plugin_dir=" + base.resolve("lib/mysql/plugin"));
    }
    return lines;
  }

  /** A command of this installation, with the environment it needs. */
  ProcessBuilder program(String name, List<String> arguments) {
    ProcessBuilder builder =
        new ProcessBuilder(Stream.concat(command(name).stream(), arguments.stream()).toList());
    builder.environment().putAll(environment());
    return builder;
  }

  /** A client program that logs in with a password. */
  ProcessBuilder program(String name, List<String> arguments, String password) {
    ProcessBuilder builder = program(name, arguments);
    builder.environment().put("MYSQL_PWD", password);
    return builder;
  }

  /** The words that start a program, before its arguments. */
  List<String> command(String program) {
    return Stream.concat(loader.stream(), Stream.of(path(program).toString())).toList();
  }

  Map<String, String> environment() {
    return libraries.map(f -> Map.of("LD_LIBRARY_PATH", f.toString())).orElse(Map.of());
  }

  /** Changes when the server's binary does. */
  String fingerprint() {
    Path server = path("mysqld");
    try {
      long mixed = 31 * Files.size(server) + Files.getLastModifiedTime(server).toMillis();
      return Long.toHexString(31 * mixed + server.hashCode());
    } catch (IOException e) {
      throw new LocalException("Cannot read " + server + ": " + e, e);
    }
  }

  private Path path(String program) {
    return find(base, program)
        .orElseThrow(() -> new LocalException("There is no program " + program + " in " + base));
  }

  private static Optional<Path> find(Path base, String program) {
    return Stream.of("bin", "sbin", "libexec")
        .map(folder -> base.resolve(folder).resolve(program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private String askVersion() {
    Programs.Outcome said = Programs.run(program("mysqld", List.of("--no-defaults", "--version")));
    Matcher found = VERSION.matcher(said.output());
    if (!found.find()) {
      throw new LocalException(
          "mysqld in " + base + " does not tell its version: " + said.output());
    }
    return found.group(1);
  }
}
