package dev.doppio.cli.verify;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** All that was found, a JSON object a line, or nowhere. Keys, never contents. Not thread-safe. */
final class FindingLines implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Optional<Path> file;
  private final Optional<BufferedWriter> out;

  private FindingLines(Optional<Path> file, Optional<BufferedWriter> out) {
    this.file = file;
    this.out = out;
  }

  /**
   * Opens it.
   *
   * @param goesOn behind what the file has; else it must not be there
   * @throws DoppioException CONFIGURATION
   */
  static FindingLines open(Optional<Path> file, boolean goesOn) {
    return new FindingLines(file, file.map(path -> writer(path, goesOn)));
  }

  private static BufferedWriter writer(Path path, boolean goesOn) {
    if (!goesOn && Files.exists(path)) {
      throw new DoppioException(FailureKind.CONFIGURATION, path + " exists: name another file");
    }
    try {
      return Files.newBufferedWriter(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new DoppioException(
          FailureKind.CONFIGURATION, "can't write to " + path + ": " + e.getMessage(), e);
    }
  }

  /** One more. */
  void add(Finding finding, boolean repaired) {
    if (out.isEmpty()) {
      return;
    }
    ObjectNode line = JSON.createObjectNode();
    line.put("kind", finding.kind().word());
    line.put("table", finding.table().toString());
    finding
        .place()
        .ifPresent(
            place -> {
              line.put("partition", place.partition().number());
              line.put("key", place.document().path());
              line.put("repaired", repaired);
            });
    if (!finding.words().isEmpty()) {
      line.put("what", finding.words());
    }
    write(line + "\n");
  }

  private void write(String text) {
    try {
      out.orElseThrow().write(text);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** What was added is in the file. */
  void flush() {
    try {
      if (out.isPresent()) {
        out.get().flush();
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private DoppioException failed(IOException e) {
    return new DoppioException(
        FailureKind.REFUSED_IN_FLOW,
        "can't write to " + file.orElseThrow() + ": " + e.getMessage(),
        e);
  }

  @Override
  public void close() {
    try {
      if (out.isPresent()) {
        out.get().close();
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }
}
