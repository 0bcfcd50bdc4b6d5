package dev.doppio.cli.config;

import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.secret.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One section of the configuration, asked setting by setting. Whatever is wrong is noted under its
 * path, and the asking goes on; what was never asked for is unknown.
 */
public final class Section {
  private static final Logger LOG = LoggerFactory.getLogger(Section.class);

  private final Reading reading;
  private final String path;

  Section(Reading reading, String path) {
    this.reading = reading;
    this.path = path;
  }

  /** The section below this one. */
  public Section section(String name) {
    return new Section(reading, full(name));
  }

  /** A setting that has to be there. */
  public <T> Value<T> required(String key, Kind<T> kind, String purpose) {
    Optional<Entry> entry = find(key);
    if (entry.isEmpty()) {
      reading.effective().known(path, key);
      problem(key, "is missing: " + purpose);
      return Value.broken();
    }
    return parse(key, kind, entry.get());
  }

  /** A setting with a default. */
  public <T> Value<T> optional(String key, Kind<T> kind, T fallback) {
    Optional<Entry> entry = find(key);
    if (entry.isEmpty()) {
      reading.effective().add(path, key, kind.print().apply(fallback), Provenance.DEFAULT);
      return Value.of(fallback);
    }
    return parse(key, kind, entry.get());
  }

  /** A setting that may be absent. */
  public <T> Value<Optional<T>> maybe(String key, Kind<T> kind) {
    Optional<Entry> entry = find(key);
    if (entry.isEmpty()) {
      reading.effective().known(path, key);
      return Value.of(Optional.empty());
    }
    Value<T> value = parse(key, kind, entry.get());
    return build(() -> Optional.of(value.get()));
  }

  /** A list; on one line of a flag or a variable its items are parted by commas. */
  public <T> Value<List<T>> list(String key, Kind<T> kind) {
    Optional<Entry> entry = find(key);
    if (entry.isEmpty()) {
      reading.effective().known(path, key);
      return Value.of(List.of());
    }
    List<T> values = new ArrayList<>();
    for (String item : entry.get().text().split(",")) {
      Value<T> value = item.isBlank() ? Value.broken() : parsed(key, kind, item, entry.get());
      build(() -> values.add(value.get()));
    }
    List<String> shown = values.stream().map(kind.print()).toList();
    reading.effective().addList(path, key, shown, entry.get().provenance());
    return Value.of(List.copyOf(values));
  }

  /** A secret that has to be there, from {@code <key>-file} or the environment. */
  public Value<Secret> requiredSecret(String key) {
    Value<Optional<Secret>> secret = secret(key);
    Value<Secret> found = build(() -> secret.get().orElseThrow(Value.Broken::new));
    if (build(secret::get).isBroken() || !found.isBroken()) {
      return found;
    }
    problem(key, "is missing: " + remedy(key));
    return found;
  }

  /** A secret that may be absent, from {@code <key>-file} or the environment. */
  public Value<Optional<Secret>> secret(String key) {
    reading.effective().known(path, key);
    if (inline(key)) {
      problem(key, "a secret is never written into the configuration: " + remedy(key));
      find(key + "-file");
      return Value.broken();
    }
    Optional<Entry> fromFlag = reading.layers().flag(full(key + "-file"));
    Optional<Entry> variable = reading.layers().environment(full(key));
    Optional<Entry> file = find(key + "-file");
    if (variable.isPresent() && fromFlag.isEmpty()) {
      reading.effective().addHidden(path, key, variable.get().provenance());
      String origin = "the variable " + Layers.variable(full(key));
      return Value.of(Optional.of(Secret.fixed(origin, variable.get().text())));
    }
    if (file.isEmpty()) {
      reading.effective().known(path, key + "-file");
      return Value.of(Optional.empty());
    }
    reading.effective().add(path, key + "-file", file.get().text(), file.get().provenance());
    return secretIn(key + "-file", reading.layers().resolve(file.get().text()));
  }

  private boolean inline(String key) {
    Optional<Entry> inFile = reading.layers().file(full(key));
    Optional<Entry> asFlag = reading.layers().flag(full(key));
    inFile.or(() -> asFlag).ifPresent(entry -> reading.consumed(full(key)));
    return inFile.isPresent() || asFlag.isPresent();
  }

  private String remedy(String key) {
    return "write it to a file that only this user can read and name the file in "
        + full(key + "-file")
        + ", or set the variable "
        + Layers.variable(full(key));
  }

  private Value<Optional<Secret>> secretIn(String key, Path file) {
    try {
      String text = text(file);
      if (!text.isEmpty()) {
        String origin = full(key) + " (" + file + ")";
        return Value.of(Optional.of(new Secret(origin, () -> written(file), text)));
      }
      problem(key, "the file " + file + " is empty; write the secret into it");
    } catch (IOException e) {
      problem(
          key,
          "can't read "
              + file
              + " ("
              + e.getClass().getSimpleName()
              + "); give a file"
              + " that this user can read");
    }
    return Value.broken();
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8).replaceFirst("\\R\\z", "");
  }

  /** What is written there by now; nothing in the moment in which it is replaced. */
  private static Optional<String> written(Path file) {
    try {
      return Optional.of(text(file)).filter(text -> !text.isEmpty());
    } catch (IOException e) {
      LOG.warn("can't read {} again ({}); what it held before is in force", file, e.toString());
      return Optional.empty();
    }
  }

  /** The names one level below: {@code databases.<name>}. */
  public List<String> names() {
    Set<String> names = new LinkedHashSet<>();
    for (String below : reading.layers().below(path + ".")) {
      String name = below.substring(path.length() + 1).split("\\.", 2)[0];
      if (below.length() == path.length() + 1 + name.length()) {
        reading.layers().file(below).filter(Entry::isEmpty).ifPresent(e -> reading.consumed(below));
      }
      names.add(name);
    }
    reading.consumed(path);
    return List.copyOf(names);
  }

  /**
   * Settings of a client, passed on as they are; those that are secrets come as {@code <key>-file}
   * or by the environment. The values are not shown again in messages.
   *
   * @param isSecret by the client's own name of a setting
   */
  public ClientSettings client(Predicate<String> isSecret) {
    return ClientSettings.read(this, isSecret);
  }

  /** Puts values together; an IllegalArgumentException becomes a problem of this section. */
  public <T> Value<T> build(Supplier<T> construction) {
    try {
      return Value.of(construction.get());
    } catch (Value.Broken noted) {
      return Value.broken();
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      reading.problems().add(path, e.getMessage());
      return Value.broken();
    } catch (DoppioException e) {
      reading.problems().add("", e.getMessage());
      return Value.broken();
    }
  }

  /** Notes what is wrong with a setting, and how to mend it. */
  public void problem(String key, String sentence) {
    reading.problems().add(full(key), sentence);
  }

  /** The setting's path from the top. */
  public String full(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  String path() {
    return path;
  }

  Reading reading() {
    return reading;
  }

  Optional<Entry> find(String key) {
    reading.consumed(full(key));
    return reading.layers().find(full(key));
  }

  private <T> Value<T> parse(String key, Kind<T> kind, Entry entry) {
    Value<T> value = parsed(key, kind, entry.text(), entry);
    build(
        () -> {
          String shown = kind.print().apply(value.get());
          reading.effective().add(path, key, shown, entry.provenance());
          return shown;
        });
    return value;
  }

  private <T> Value<T> parsed(String key, Kind<T> kind, String text, Entry entry) {
    try {
      return Value.of(kind.parse().apply(text));
    } catch (IllegalArgumentException | ArithmeticException e) {
      problem(key, e.getMessage() + " (" + entry.provenance() + ")");
      return Value.broken();
    }
  }
}
