package dev.doppio.cli.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads configurations: {@code --set} over the environment over the file over the defaults. */
public final class Configurations {
  /** The format of the file. */
  public static final int VERSION = 1;

  private final Map<String, String> environment;

  /**
   * @param environment of the process; variables named {@code DOPPIO_<PATH_WITH_UNDERSCORES>} count
   */
  public Configurations(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /** The configuration of {@code doppio sidecar}. */
  public Loaded<SidecarSettings> sidecar(Path file, List<String> sets) {
    return load(file, sets, SidecarSettings::read);
  }

  /** The configuration of {@code doppio apply mysql}. */
  public Loaded<ApplySettings> applyMySql(Path file, List<String> sets) {
    return load(file, sets, ApplySettings::readMySql);
  }

  /** The configuration of {@code doppio apply search}. */
  public Loaded<ApplySettings> applySearch(Path file, List<String> sets) {
    return load(file, sets, ApplySettings::readSearch);
  }

  /** The configuration of {@code doppio apply hadoop}. */
  public Loaded<ApplySettings> applyHadoop(Path file, List<String> sets) {
    return load(file, sets, ApplySettings::readHadoop);
  }

  /** The configuration of {@code doppio apply opensearch}. */
  public Loaded<ApplySettings> applyOpenSearch(Path file, List<String> sets) {
    return load(file, sets, ApplySettings::readOpenSearch);
  }

  /** The configuration of an applier, its target told by what it names. */
  public Loaded<ApplySettings> apply(Path file, List<String> sets) {
    return load(file, sets, ApplySettings::read);
  }

  /** The configuration of either daemon, told by its sections. */
  public Loaded<DaemonConfiguration> any(Path file, List<String> sets) {
    return load(file, sets, DaemonConfiguration::read);
  }

  /**
   * @param file YAML
   * @param sets {@code key=value}
   * @param binding asks for every setting there is
   * @throws dev.doppio.schemas.failure.DoppioException CONFIGURATION with all that is wrong
   */
  <T> Loaded<T> load(Path file, List<String> sets, Function<Section, Value<T>> binding) {
    Problems problems = new Problems();
    Map<String, Entry> flags = Layers.flags(sets, problems);
    Map<String, Entry> entries = YamlFile.read(file, problems);
    problems.throwIfAny(file.toString());
    Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(Path.of("/"));
    Layers layers = new Layers(folder, entries, environment, flags);
    Reading reading = new Reading(layers, problems);
    Section root = new Section(reading, "");
    checkVersion(root);
    problems.throwIfAny(file.toString());
    Value<T> settings = binding.apply(root);
    reading.refuseUnknown();
    problems.throwIfAny(file.toString());
    List<String> warnings =
        layers.unusedVariables().stream()
            .map(name -> "the environment variable " + name + " sets nothing: no such setting")
            .toList();
    return new Loaded<>(settings.get(), reading.effective().print(), warnings);
  }

  /** Before anything else: with another version every other finding would mislead. */
  private static void checkVersion(Section root) {
    Value<Integer> version =
        root.required(
            "version",
            Kind.number(1, Integer.MAX_VALUE),
            "the first line of the file is 'version: " + VERSION + "'");
    if (!version.isBroken() && version.get() != VERSION) {
      root.problem(
          "version",
          "is "
              + version.get()
              + ", this doppio reads version "
              + VERSION
              + "; rewrite the file by docs/operations.md or run the doppio it was written for");
    }
  }
}
