package dev.doppio.cli.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The file below the environment below the flags; the highest that has a path gives its value. */
final class Layers {
  private static final String PREFIX = "DOPPIO_";

  /** Variables with our prefix that are no settings. */
  private static final Set<String> NO_SETTINGS =
      Set.of("DOPPIO_JAVA_OPTS", "DOPPIO_CHILDREN", "DOPPIO_LOG_FORMAT");

  private final Path folder;
  private final Map<String, Entry> file;
  private final Map<String, String> environment;
  private final Map<String, Entry> flags;
  private final Set<String> usedVariables = new TreeSet<>();

  /**
   * @param folder relative paths in the configuration start here
   * @param file entries of the file
   * @param environment of the process
   * @param flags entries of {@code --set}
   */
  Layers(
      Path folder,
      Map<String, Entry> file,
      Map<String, String> environment,
      Map<String, Entry> flags) {
    this.folder = folder;
    this.file = file;
    this.environment = environment;
    this.flags = flags;
  }

  /** Reads {@code key=value} flags. */
  static Map<String, Entry> flags(List<String> settings, Problems problems) {
    Map<String, Entry> flags = new LinkedHashMap<>();
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      if (equals < 1) {
        problems.add("--set", "has no '='; write --set some.path=value");
        continue;
      }
      String path = setting.substring(0, equals).trim();
      flags.put(path, new Entry(path, List.of(setting.substring(equals + 1)), Provenance.FLAG));
    }
    return flags;
  }

  /** The variable that sets a path: {@code DOPPIO_STORAGE_NODE_MYSQL_PORT}. */
  static String variable(String path) {
    return PREFIX + path.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }

  Optional<Entry> find(String path) {
    return flag(path)
        .or(() -> environment(path))
        .or(() -> file(path))
        .filter(entry -> !entry.isEmpty());
  }

  Optional<Entry> flag(String path) {
    return Optional.ofNullable(flags.get(path));
  }

  Optional<Entry> file(String path) {
    return Optional.ofNullable(file.get(path));
  }

  Optional<Entry> environment(String path) {
    String variable = variable(path);
    return Optional.ofNullable(environment.get(variable))
        .map(
            text -> {
              usedVariables.add(variable);
              return new Entry(path, List.of(text), Provenance.environment(variable));
            });
  }

  /** The paths below a prefix, written in the file or as flags, in that order. */
  List<String> below(String prefix) {
    Set<String> paths = new LinkedHashSet<>();
    file.keySet().stream().filter(path -> path.startsWith(prefix)).forEach(paths::add);
    flags.keySet().stream().filter(path -> path.startsWith(prefix)).forEach(paths::add);
    return List.copyOf(paths);
  }

  /** Variables below a prefix that no path of file or flags has named. */
  List<String> variablesBelow(String prefix) {
    return environment.keySet().stream()
        .filter(name -> name.startsWith(variable(prefix)) && !usedVariables.contains(name))
        .sorted()
        .toList();
  }

  /** Everything written in the file or as flags. */
  List<Entry> all() {
    List<Entry> all = new ArrayList<>(file.values());
    all.addAll(flags.values());
    return all;
  }

  /** Variables that look like settings and are none. */
  List<String> unusedVariables() {
    return environment.keySet().stream()
        .filter(name -> name.startsWith(PREFIX))
        .filter(name -> !usedVariables.contains(name) && !NO_SETTINGS.contains(name))
        .sorted()
        .toList();
  }

  Path resolve(String path) {
    return folder.resolve(path);
  }
}
