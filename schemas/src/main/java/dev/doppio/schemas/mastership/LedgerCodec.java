package dev.doppio.schemas.mastership;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.Generation;
import dev.doppio.schemas.log.Origin;
import dev.doppio.schemas.log.PartitionId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Entries of the ledger as JSON with a format version, under the key {@code database/partition}:
 * readable in any Kafka tool. Thread-safe.
 */
public final class LedgerCodec {
  private static final int FORMAT = 1;

  private final ObjectMapper json = new ObjectMapper();

  /** UTF-8 of {@code database/partition}. */
  public byte[] key(PartitionId partition) {
    return partition.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads a key.
   *
   * @throws DoppioException LOG_REFUSED when it is none
   */
  public PartitionId decodeKey(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    int slash = text.lastIndexOf('/');
    try {
      return new PartitionId(
          text.substring(0, Math.max(0, slash)), Integer.parseInt(text.substring(slash + 1)));
    } catch (IllegalArgumentException e) {
      throw refused("the key '" + text + "' of an entry names no partition", e);
    }
  }

  /** UTF-8 JSON with stable order. */
  public byte[] encode(LedgerEntry entry) {
    ObjectNode root = json.createObjectNode();
    root.put("format", FORMAT);
    root.put("generation", entry.generation().number());
    ObjectNode none = null;
    root.set("owner", entry.owner().map(this::origin).orElse(none));
    root.put("incarnation", entry.incarnation());
    ArrayNode ids = root.putArray("transactionalIds");
    entry.transactionalIds().forEach(ids::add);
    root.put("since", entry.since().toString());
    try {
      return json.writeValueAsBytes(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of texts and numbers is always JSON", e);
    }
  }

  private ObjectNode origin(Origin origin) {
    return json.createObjectNode()
        .put("datacenter", origin.datacenter())
        .put("node", origin.node());
  }

  /**
   * Reads an entry.
   *
   * @throws DoppioException LOG_REFUSED on an unknown format version, or when it does not read
   */
  public LedgerEntry decode(PartitionId partition, byte[] bytes) {
    try {
      JsonNode root = json.readTree(bytes);
      if (root.required("format").intValue() != FORMAT) {
        throw unreadable(partition, bytes, "its format is not 1; upgrade this doppio", null);
      }
      List<String> ids = new ArrayList<>();
      for (JsonNode id : root.required("transactionalIds")) {
        ids.add(Objects.requireNonNull(id.textValue()));
      }
      return new LedgerEntry(
          new Generation(root.required("generation").intValue()),
          owner(root.required("owner")),
          root.required("incarnation").textValue(),
          ids,
          Instant.parse(root.required("since").textValue()));
    } catch (IOException | IllegalArgumentException | NullPointerException | DateTimeException e) {
      throw unreadable(partition, bytes, "it was not written by Doppio", e);
    }
  }

  private static Optional<Origin> owner(JsonNode node) {
    return node.isNull()
        ? Optional.empty()
        : Optional.of(
            new Origin(node.required("datacenter").textValue(), node.required("node").textValue()));
  }

  private static DoppioException unreadable(
      PartitionId partition, byte[] bytes, String why, Exception cause) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    return refused(
        "the entry of "
            + partition
            + " can't be used: "
            + why
            + ". It reads "
            + text.substring(0, Math.min(text.length(), 200)),
        cause);
  }

  private static DoppioException refused(String what, Exception cause) {
    return new DoppioException(
        FailureKind.LOG_REFUSED,
        "the ledger of mastership does not read: "
            + what
            + ". Take the right to write to its topic from all other programs, and correct the"
            + " entry",
        cause);
  }
}
