package dev.doppio.bench.drain;

import dev.doppio.bench.process.Window;
import dev.doppio.local.LocalException;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/**
 * What a drain came to, told from its process to the bench by a file.
 *
 * @param rows that were read
 * @param usage from the first event to the last
 * @param peakRssBytes of the draining process
 */
public record Drained(long rows, Window.Usage usage, long peakRssBytes) {
  private static final String CPU = "cpu.";

  /** Writes it as a whole, or not at all. */
  public void write(Path file) {
    Properties all = new Properties();
    all.setProperty("rows", Long.toString(rows));
    all.setProperty("from", usage.from().toString());
    all.setProperty("seconds", Double.toString(usage.seconds()));
    all.setProperty("rss", Long.toString(peakRssBytes));
    usage.cpuSeconds().forEach((name, used) -> all.setProperty(CPU + name, Double.toString(used)));
    Path beside = file.resolveSibling(file.getFileName() + ".unfinished");
    try {
      try (Writer out = Files.newBufferedWriter(beside)) {
        all.store(out, null);
      }
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new LocalException("Cannot write " + file + ": " + e, e);
    }
  }

  /** Reads what {@link #write} wrote. */
  public static Drained read(Path file) {
    Properties all = new Properties();
    try (Reader in = Files.newBufferedReader(file)) {
      all.load(in);
    } catch (IOException e) {
      throw new LocalException("Cannot read " + file + ": " + e, e);
    }
    Map<String, Double> cpu = new HashMap<>();
    for (String name : all.stringPropertyNames()) {
      if (name.startsWith(CPU)) {
        cpu.put(name.substring(CPU.length()), Double.valueOf(all.getProperty(name)));
      }
    }
    return new Drained(
        Long.parseLong(all.getProperty("rows")),
        new Window.Usage(
            Instant.parse(all.getProperty("from")),
            Double.parseDouble(all.getProperty("seconds")),
            cpu),
        Long.parseLong(all.getProperty("rss")));
  }
}
