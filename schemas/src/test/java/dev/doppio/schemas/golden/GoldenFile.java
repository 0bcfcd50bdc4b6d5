package dev.doppio.schemas.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A committed file of named bytes that some log may already hold: {@code name = hex}, continued on
 * indented lines, or {@code name: text}. A file that differs is written only with {@code
 * -Dgolden.write=true}, and that test fails so that it can't pass for one.
 */
public final class GoldenFile {
  private static final Path FOLDER = Path.of("src", "test", "resources", "golden");
  private static final int BYTES_PER_LINE = 32;

  private final Path path;
  private final StringBuilder content = new StringBuilder();
  private final Map<String, byte[]> vectors = new LinkedHashMap<>();

  /** A file that begins with a comment. */
  public GoldenFile(String name, String... header) {
    this.path = FOLDER.resolve(name);
    for (String line : header) {
      content.append("# ").append(line).append('\n');
    }
  }

  /** A line for human readers. */
  public GoldenFile comment(String line) {
    content.append("# ").append(line.replaceAll("\\p{Cntrl}", "?")).append('\n');
    return this;
  }

  /** Bytes. */
  public GoldenFile bytes(String name, byte[] bytes) {
    content.append(name).append(" =");
    for (int i = 0; i < bytes.length; i++) {
      boolean wrapped = i > 0 && i % BYTES_PER_LINE == 0;
      content.append(wrapped ? "\n    " : i == 0 ? " " : i % 4 == 0 ? " " : "");
      content.append(String.format("%02X", bytes[i]));
    }
    content.append('\n');
    put(name, bytes);
    return this;
  }

  /** Text on one line. */
  public GoldenFile text(String name, String text) {
    content.append(name).append(": ").append(text).append('\n');
    put(name, text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  private void put(String name, byte[] bytes) {
    assertThat(vectors.put(name, bytes)).as("two vectors named " + name).isNull();
  }

  /** Holds what was added against the committed file. */
  public void check() {
    try {
      if (Boolean.getBoolean("golden.write") && isOther()) {
        Files.createDirectories(FOLDER);
        Files.writeString(path, content);
        fail(path + " is written anew: read the difference, then run without -Dgolden.write");
      }
      assertThat(Files.readString(path))
          .as(path + ": bytes that logs hold already; a change needs another format version")
          .isEqualTo(content.toString());
      Map<String, byte[]> read = read();
      assertThat(read).isNotEmpty().hasSameSizeAs(vectors);
      vectors.forEach((name, bytes) -> assertThat(read.get(name)).as(name).isEqualTo(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(path + " does not read", e);
    }
  }

  private boolean isOther() throws IOException {
    return !Files.exists(path) || !Files.readString(path).contentEquals(content);
  }

  /** The committed vectors in their order. */
  public Map<String, byte[]> read() {
    Map<String, byte[]> read = new LinkedHashMap<>();
    StringBuilder hex = new StringBuilder();
    String name = "";
    try {
      for (String line : Files.readAllLines(path)) {
        if (line.startsWith("    ")) {
          read.put(name, unhex(hex.append(line)));
        } else if (!line.startsWith("#")) {
          hex.setLength(0);
          int equals = line.indexOf(" =");
          int colon = line.indexOf(": ");
          boolean text = colon >= 0 && (equals < 0 || colon < equals);
          name = line.substring(0, text ? colon : equals);
          read.put(
              name,
              text
                  ? line.substring(colon + 2).getBytes(StandardCharsets.UTF_8)
                  : unhex(hex.append(line.substring(equals + 2))));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(path + " does not read", e);
    }
    return read;
  }

  private static byte[] unhex(CharSequence text) {
    String hex = text.toString().replace(" ", "");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < hex.length(); i += 2) {
      bytes.write(Integer.parseInt(hex.substring(i, i + 2), 16));
    }
    return bytes.toByteArray();
  }
}
