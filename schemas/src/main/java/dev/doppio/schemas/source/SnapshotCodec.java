package dev.doppio.schemas.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.failure.DoppioException;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Requests for snapshots and their progress as JSON with a format version, readable in any Kafka
 * tool. Thread-safe.
 */
public final class SnapshotCodec {
  private static final int FORMAT = 1;

  private final ObjectMapper json = new ObjectMapper();

  /** UTF-8 JSON with stable order. */
  public byte[] encode(SnapshotRequest request) {
    ObjectNode root = json.createObjectNode();
    root.put("format", FORMAT);
    put(root, request);
    return bytes(root);
  }

  /** UTF-8 JSON with stable order. */
  public byte[] encode(TableSnapshot snapshot) {
    ObjectNode root = json.createObjectNode();
    root.put("format", FORMAT);
    put(root, snapshot.request());
    root.put("state", snapshot.state().name().toLowerCase(Locale.ROOT));
    texts(root.putArray("lastKey"), snapshot.lastKey());
    root.put("rows", snapshot.rows());
    root.put("estimate", snapshot.estimate());
    root.put("changedAt", snapshot.changedAt().toString());
    root.put("reason", snapshot.reason());
    return bytes(root);
  }

  private static void put(ObjectNode root, SnapshotRequest request) {
    root.put("id", request.id());
    root.put("database", request.table().database());
    root.put("table", request.table().table());
    ArrayNode partitions = root.putArray("partitions");
    new TreeSet<>(request.partitions()).forEach(partitions::add);
    texts(root.putArray("fromKey"), request.fromKey());
    texts(root.putArray("toKey"), request.toKey());
    request.server().ifPresent(server -> root.put("server", server));
  }

  private static void texts(ArrayNode array, List<String> texts) {
    texts.forEach(array::add);
  }

  private byte[] bytes(ObjectNode root) {
    try {
      return json.writeValueAsBytes(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of texts and numbers is always JSON", e);
    }
  }

  /**
   * Reads a request.
   *
   * @throws DoppioException LOG_REFUSED on an unknown format version, or when it does not read
   */
  public SnapshotRequest request(byte[] bytes) {
    return read(bytes, SnapshotCodec::request);
  }

  /**
   * Reads progress.
   *
   * @throws DoppioException LOG_REFUSED on an unknown format version, or when it does not read
   */
  public TableSnapshot snapshot(byte[] bytes) {
    return read(
        bytes,
        root ->
            new TableSnapshot(
                request(root),
                TableSnapshot.State.valueOf(text(root, "state").toUpperCase(Locale.ROOT)),
                texts(root, "lastKey"),
                root.required("rows").longValue(),
                root.required("estimate").longValue(),
                Instant.parse(text(root, "changedAt")),
                text(root, "reason")));
  }

  private interface Reading<T> {
    T read(JsonNode root);
  }

  private <T> T read(byte[] bytes, Reading<T> reading) {
    try {
      JsonNode root = json.readTree(bytes);
      if (root.required("format").intValue() != FORMAT) {
        throw refused(bytes, "its format is not " + FORMAT + "; upgrade this program", null);
      }
      return reading.read(root);
    } catch (IOException | RuntimeException e) {
      if (e instanceof DoppioException known) {
        throw known;
      }
      throw refused(bytes, "it was not written by Doppio", e);
    }
  }

  private static SnapshotRequest request(JsonNode root) {
    Set<Integer> partitions = new TreeSet<>();
    root.required("partitions").forEach(number -> partitions.add(number.intValue()));
    return new SnapshotRequest(
        text(root, "id"),
        new TableName(text(root, "database"), text(root, "table")),
        partitions,
        texts(root, "fromKey"),
        texts(root, "toKey"),
        Optional.ofNullable(root.get("server")).map(JsonNode::textValue));
  }

  private static String text(JsonNode root, String name) {
    return root.required(name).textValue();
  }

  private static List<String> texts(JsonNode root, String name) {
    return StoredJson.texts(root.required(name));
  }

  private static DoppioException refused(byte[] bytes, String why, Exception cause) {
    return StoredJson.refused("what the log says of a snapshot", bytes, why, cause);
  }
}
