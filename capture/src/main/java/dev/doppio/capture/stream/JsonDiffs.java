package dev.doppio.capture.stream;

import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * What a partial update does to a JSON document. As with MySQL's own replica, a place that the
 * document does not have is an error, never passed over. Format and rules after MySQL's {@code
 * sql-common/json_diff.cc}.
 */
final class JsonDiffs {
  private static final int REPLACE = 0;
  private static final int INSERT = 1;
  private static final int REMOVE = 2;

  private JsonDiffs() {}

  /**
   * The document after the update.
   *
   * @param before in MySQL's binary form
   * @param diffs as in the cell of the row after
   * @throws IOException when they do not fit each other
   */
  static byte[] apply(byte[] before, byte[] diffs) throws IOException {
    JsonNode document = JsonNode.of(before);
    ByteArrayInputStream in = new ByteArrayInputStream(diffs);
    while (in.available() > 0) {
      int operation = in.read();
      String path = new String(in.read(in.readPackedInteger()), StandardCharsets.UTF_8);
      List<JsonPath.Leg> legs = JsonPath.of(path).legs();
      if (legs.isEmpty()) {
        throw new IOException("a partial update of a whole JSON document");
      }
      JsonNode parent = seek(document, legs.subList(0, legs.size() - 1), path);
      JsonPath.Leg last = legs.get(legs.size() - 1);
      switch (operation) {
        case REPLACE -> {
          int at = place(parent, last, path);
          parent.members().set(at, new JsonNode.Member(last.name(), value(in)));
        }
        case INSERT -> insert(parent, last, value(in), path);
        case REMOVE -> parent.members().remove(place(parent, last, path));
        default -> throw new IOException("a partial JSON update of kind " + operation);
      }
    }
    return JsonWriter.write(document);
  }

  private static JsonNode value(ByteArrayInputStream in) throws IOException {
    return JsonNode.of(in.read(in.readPackedInteger()));
  }

  private static JsonNode seek(JsonNode document, List<JsonPath.Leg> legs, String path)
      throws IOException {
    JsonNode node = document;
    for (JsonPath.Leg leg : legs) {
      node = node.members().get(place(node, leg, path)).value();
    }
    return node;
  }

  /** Index of what is there. */
  private static int place(JsonNode parent, JsonPath.Leg leg, String path) throws IOException {
    Optional<byte[]> name = leg.name();
    int at =
        name.isPresent() && parent.isObject()
            ? parent.find(name.get())
            : name.isEmpty() && parent.isArray() ? leg.index(parent.members().size()) : -1;
    if (at < 0 || at >= parent.members().size()) {
      throw noPlace(path);
    }
    return at;
  }

  private static void insert(JsonNode parent, JsonPath.Leg leg, JsonNode value, String path)
      throws IOException {
    Optional<byte[]> name = leg.name();
    List<JsonNode.Member> members = parent.members();
    int at;
    if (name.isPresent() && parent.isObject() && parent.find(name.get()) < 0) {
      at = -parent.find(name.get()) - 1;
    } else if (name.isEmpty() && parent.isArray()) {
      at = Math.max(0, Math.min(members.size(), leg.index(members.size())));
    } else {
      throw noPlace(path);
    }
    members.add(at, new JsonNode.Member(name, value));
  }

  private static IOException noPlace(String path) {
    return new IOException(
        "a partial JSON update at " + path + " does not fit the document before it");
  }
}
