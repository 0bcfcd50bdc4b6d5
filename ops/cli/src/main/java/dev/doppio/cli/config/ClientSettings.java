package dev.doppio.cli.config;

import dev.doppio.schemas.secret.Secret;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Settings of a client library, by its own names, passed on as they are.
 *
 * @param plain what may be shown
 * @param secret what may not
 */
public record ClientSettings(Map<String, String> plain, Map<String, Secret> secret) {
  private static final String FILE = "-file";

  public ClientSettings {
    plain = Map.copyOf(plain);
    secret = Map.copyOf(secret);
  }

  /** All settings, secrets among them: for the client, and for nothing else. */
  public Map<String, String> reveal() {
    Map<String, String> all = new LinkedHashMap<>(plain);
    secret.forEach((key, value) -> all.put(key, value.reveal()));
    return all;
  }

  static ClientSettings read(Section section, Predicate<String> isSecret) {
    Map<String, String> plain = new LinkedHashMap<>();
    Map<String, Secret> secret = new LinkedHashMap<>();
    String prefix = section.path() + ".";
    Layers layers = section.reading().layers();
    section.reading().consumed(section.path());
    for (String path : layers.below(prefix)) {
      String key = path.substring(prefix.length());
      if (isSecret.test(withoutFile(key))) {
        readSecret(section, withoutFile(key), secret);
      } else {
        readPlain(section, key, plain);
      }
    }
    for (String variable : layers.variablesBelow(prefix)) {
      String rest = variable.substring(Layers.variable(prefix).length());
      String key = rest.toLowerCase(Locale.ROOT).replace('_', '.').replaceAll("\\.file$", FILE);
      if (isSecret.test(withoutFile(key))) {
        readSecret(section, withoutFile(key), secret);
      } else {
        readPlain(section, key.endsWith(FILE) ? key.replace(FILE, ".file") : key, plain);
      }
    }
    return new ClientSettings(plain, secret);
  }

  private static String withoutFile(String key) {
    return key.endsWith(FILE) ? key.substring(0, key.length() - FILE.length()) : key;
  }

  private static void readPlain(Section section, String key, Map<String, String> plain) {
    section
        .find(key)
        .ifPresent(
            entry -> {
              plain.put(key, entry.text());
              section
                  .reading()
                  .effective()
                  .add(section.path(), key, entry.text(), entry.provenance());
            });
  }

  private static void readSecret(Section section, String key, Map<String, Secret> secret) {
    if (!secret.containsKey(key)) {
      Value<Optional<Secret>> value = section.secret(key);
      section.build(
          () -> {
            value.get().ifPresent(found -> secret.put(key, found));
            return key;
          });
    }
  }

  @Override
  public String toString() {
    return plain + " and " + secret.keySet() + " (hidden)";
  }
}
