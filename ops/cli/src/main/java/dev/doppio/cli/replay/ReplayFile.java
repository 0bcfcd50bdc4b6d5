package dev.doppio.cli.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.Scn;
import java.io.BufferedInputStream;
import java.io.BufferedWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A file of JSON lines that says by itself how far it is: a replay into it is taken up again behind
 * the last whole run, and what stands behind that is cut off.
 */
public final class ReplayFile {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int BUFFER_CHARS = 1 << 16;

  private final Path path;
  private final Map<Integer, Scn> done = new TreeMap<>();
  private long whole;

  private ReplayFile(Path path) {
    this.path = path;
  }

  /**
   * A file that is not there yet.
   *
   * @throws DoppioException CONFIGURATION when it is
   */
  public static ReplayFile anew(Path path) {
    if (Files.exists(path)) {
      throw refused(path, "exists: --resume goes on behind what it holds; else name another", null);
    }
    return new ReplayFile(path);
  }

  /**
   * Reads what a file holds; one that is not there holds nothing.
   *
   * @param database of which all its lines have to be
   * @throws DoppioException CONFIGURATION when it holds something else
   */
  public static ReplayFile resumed(Path path, String database) {
    ReplayFile file = new ReplayFile(path);
    if (Files.exists(path)) {
      file.read(database);
    }
    return file;
  }

  private void read(String database) {
    Map<Integer, Scn> ended = new TreeMap<>();
    Set<Integer> open = new TreeSet<>();
    long at = 0;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(path), BUFFER_CHARS)) {
      for (byte[] line = line(in); line != null; line = line(in)) {
        at += line.length + 1;
        JsonNode json = JSON.readTree(line);
        if (!json.path("database").asText().equals(database)) {
          throw refused(path, "has a line that is no change of " + database, null);
        }
        int partition = json.path("partition").asInt();
        if (json.path("end").asBoolean() || json.path("operation").asText().equals("SCHEMA")) {
          ended.put(partition, Scn.parse(json.path("scn").asText()));
          open.remove(partition);
        } else {
          open.add(partition);
        }
        if (open.isEmpty()) {
          done.putAll(ended);
          whole = at;
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      throw refused(path, "can't be read as a replay's: " + e.getMessage(), e);
    }
  }

  /** Without its end; null at the end of the file, and for a line that has none. */
  private static byte[] line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next >= 0; next = in.read()) {
      if (next == '\n') {
        return line.toByteArray();
      }
      line.write(next);
    }
    return null;
  }

  /** The last whole run of each partition that it holds. */
  public Map<Integer, Scn> done() {
    return done;
  }

  /** For what comes next; what is behind its last whole run is gone then. */
  public Sink sink() {
    return new Lines(
        path.toString(),
        () -> {
          FileChannel channel =
              FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          channel.truncate(whole).position(whole);
          return new BufferedWriter(
              Channels.newWriter(channel, StandardCharsets.UTF_8), BUFFER_CHARS);
        });
  }

  private static DoppioException refused(Path path, String why, Exception cause) {
    return new DoppioException(FailureKind.CONFIGURATION, path + " " + why, cause);
  }
}
