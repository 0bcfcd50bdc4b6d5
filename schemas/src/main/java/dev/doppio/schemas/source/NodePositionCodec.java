package dev.doppio.schemas.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.gtid.Gtid;
import dev.doppio.schemas.gtid.GtidSet;
import dev.doppio.schemas.log.LogId;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import dev.doppio.schemas.partition.PartitionMode;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Positions as JSON with a format version, readable in any Kafka tool. Thread-safe. */
public final class NodePositionCodec {
  /** Since 2 with {@code last}, {@code preparedSince} and {@code intents}. */
  private static final int FORMAT = 2;

  private static final int FIRST_FORMAT = 1;

  private final ObjectMapper json = new ObjectMapper();

  /** UTF-8 JSON with stable order. */
  public byte[] encode(NodePosition position) {
    ObjectNode root = json.createObjectNode();
    root.put("format", FORMAT);
    root.put("gtids", position.source().executed().toString());
    scope(position.source().scope(), root.putObject("scope"));
    position.source().last().ifPresent(last -> last(last, root.putObject("last")));
    position.source().preparedSince().ifPresent(time -> root.put("preparedSince", micros(time)));
    ArrayNode intents = root.putArray("intents");
    position.source().intents().forEach(intent -> intent(intent, intents.addObject()));
    root.put("binlogFile", position.source().binlogFile());
    root.put("binlogOffset", position.source().binlogOffset());
    root.put("nodeTransaction", position.nodeTransaction());
    ObjectNode logs = root.putObject("logs");
    new TreeMap<>(position.logs()).forEach((database, log) -> logs.put(database, log.toString()));
    ObjectNode partitions = root.putObject("partitions");
    new TreeMap<>(position.partitions())
        .forEach(
            (partition, scn) ->
                partitions
                    .withObjectProperty(partition.database())
                    .put(Integer.toString(partition.number()), scn.toString()));
    ObjectNode hashed = root.putObject("hashed");
    new TreeMap<>(position.hashed())
        .forEach((database, numbers) -> numbers.forEach(hashed.withArrayProperty(database)::add));
    try {
      return json.writeValueAsBytes(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of texts and numbers is always JSON", e);
    }
  }

  private static void last(LastTransaction last, ObjectNode node) {
    node.put("gtid", last.gtid().toString());
    node.put("committedAt", micros(last.committedAt()));
    last.bytes().ifPresent(bytes -> node.put("bytes", bytes));
    node.put("server", last.server());
  }

  private static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }

  private static void intent(DdlIntent intent, ObjectNode node) {
    node.put("ordinal", intent.ordinal());
    node.put("ddlId", intent.ddlId());
    node.put("connection", intent.connection());
    node.put("digest", intent.digest());
  }

  private static void scope(CaptureScope scope, ObjectNode node) {
    ObjectNode databases = node.putObject("databases");
    new TreeMap<>(scope.databases())
        .forEach((database, mode) -> databases.put(database, word(mode)));
    ArrayNode include = node.putArray("include");
    scope.include().forEach(include::add);
    ArrayNode exclude = node.putArray("exclude");
    scope.exclude().forEach(exclude::add);
  }

  private static String word(PartitionMode mode) {
    return mode.name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads a position, of this format or an earlier one.
   *
   * @throws DoppioException LOG_REFUSED on an unknown format version, or when it does not read
   */
  public NodePosition decode(byte[] bytes) {
    try {
      JsonNode root = json.readTree(bytes);
      long format = number(root, "format");
      if (format < FIRST_FORMAT || format > FORMAT) {
        throw refused(bytes, "its format is not 1 to " + FORMAT + "; upgrade this sidecar", null);
      }
      return new NodePosition(
          new SourcePosition(
              GtidSet.parse(root.required("gtids").textValue()),
              scope(root.required("scope")),
              last(root.path("last")),
              root.has("preparedSince")
                  ? Optional.of(time(root, "preparedSince"))
                  : Optional.empty(),
              format == FIRST_FORMAT ? List.of() : intents(root.required("intents")),
              root.required("binlogFile").textValue(),
              number(root, "binlogOffset")),
          number(root, "nodeTransaction"),
          logs(root.required("logs")),
          partitions(root.required("partitions")),
          hashed(root.required("hashed")));
    } catch (IOException | IllegalArgumentException | NullPointerException e) {
      throw refused(bytes, "it was not written by a sidecar", e);
    }
  }

  private static long number(JsonNode root, String name) {
    JsonNode node = root.required(name);
    if (!node.isIntegralNumber() || !node.canConvertToLong()) {
      throw new IllegalArgumentException(name + " is no number");
    }
    return node.longValue();
  }

  private static Instant time(JsonNode root, String name) {
    return Instant.EPOCH.plus(number(root, name), ChronoUnit.MICROS);
  }

  private static Optional<LastTransaction> last(JsonNode node) {
    if (node.isMissingNode()) {
      return Optional.empty();
    }
    return Optional.of(
        new LastTransaction(
            Gtid.parse(node.required("gtid").textValue()),
            time(node, "committedAt"),
            node.has("bytes") ? OptionalLong.of(number(node, "bytes")) : OptionalLong.empty(),
            node.required("server").textValue()));
  }

  private static List<DdlIntent> intents(JsonNode array) {
    List<DdlIntent> intents = new ArrayList<>();
    for (JsonNode node : array) {
      intents.add(
          new DdlIntent(
              number(node, "ordinal"),
              node.required("ddlId").textValue(),
              number(node, "connection"),
              node.required("digest").textValue()));
    }
    return intents;
  }

  private static CaptureScope scope(JsonNode node) {
    Map<String, PartitionMode> databases = new HashMap<>();
    for (Map.Entry<String, JsonNode> database : node.required("databases").properties()) {
      PartitionMode mode =
          Arrays.stream(PartitionMode.values())
              .filter(one -> word(one).equals(database.getValue().textValue()))
              .findFirst()
              .orElseThrow(() -> new IllegalArgumentException("no mode " + database.getValue()));
      databases.put(database.getKey(), mode);
    }
    return new CaptureScope(
        databases,
        StoredJson.texts(node.required("include")),
        StoredJson.texts(node.required("exclude")));
  }

  private static Map<String, LogId> logs(JsonNode node) {
    Map<String, LogId> logs = new HashMap<>();
    node.properties()
        .forEach(log -> logs.put(log.getKey(), LogId.parse(log.getValue().textValue())));
    return logs;
  }

  private static Map<PartitionId, Scn> partitions(JsonNode node) {
    Map<PartitionId, Scn> partitions = new HashMap<>();
    for (Map.Entry<String, JsonNode> database : node.properties()) {
      for (Map.Entry<String, JsonNode> scn : database.getValue().properties()) {
        partitions.put(
            new PartitionId(database.getKey(), Integer.parseInt(scn.getKey())),
            Scn.parse(scn.getValue().textValue()));
      }
    }
    return partitions;
  }

  private static Map<String, List<Integer>> hashed(JsonNode node) {
    Map<String, List<Integer>> hashed = new HashMap<>();
    for (Map.Entry<String, JsonNode> database : node.properties()) {
      List<Integer> numbers = new ArrayList<>();
      database.getValue().forEach(number -> numbers.add(number.intValue()));
      hashed.put(database.getKey(), List.copyOf(numbers));
    }
    return hashed;
  }

  private static DoppioException refused(byte[] bytes, String why, Exception cause) {
    return StoredJson.refused("a position of this node", bytes, why, cause);
  }
}
