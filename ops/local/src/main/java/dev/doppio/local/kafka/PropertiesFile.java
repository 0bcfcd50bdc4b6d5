package dev.doppio.local.kafka;

import dev.doppio.local.LocalException;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/** The configuration file of a Kafka process. */
final class PropertiesFile {
  private PropertiesFile() {}

  static void write(Map<String, String> settings, Path file) {
    Properties properties = new Properties();
    properties.putAll(settings);
    try (Writer writer = Files.newBufferedWriter(file)) {
      properties.store(writer, null);
    } catch (IOException e) {
      throw new LocalException("Cannot write " + file + ": " + e, e);
    }
  }
}
