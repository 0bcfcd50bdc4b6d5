package dev.doppio.capture.stream;

import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import dev.doppio.schemas.json.JsonBinary;
import dev.doppio.schemas.json.JsonBinaryWriter;
import dev.doppio.schemas.json.JsonNode;
import dev.doppio.schemas.json.JsonNode.ArrayNode;
import dev.doppio.schemas.json.JsonNode.Int;
import dev.doppio.schemas.json.JsonNode.Literal;
import dev.doppio.schemas.json.JsonNode.Member;
import dev.doppio.schemas.json.JsonNode.ObjectNode;
import dev.doppio.schemas.json.JsonNode.Opaque;
import dev.doppio.schemas.json.JsonNode.Real;
import dev.doppio.schemas.json.JsonNode.Text;
import dev.doppio.schemas.json.JsonNode.Unsigned;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a partial update does to a JSON document. As with MySQL's own replica, a place that the
 * document does not have is an error, never passed over. Format and rules after MySQL's {@code
 * sql-common/json_diff.cc}.
 */
final class JsonDiffs {
  private enum Operation {
    REPLACE,
    INSERT,
    REMOVE
  }

  private JsonDiffs() {}

  /**
   * The document after the update.
   *
   * @param before in MySQL's binary form
   * @param diffs as in the cell of the row after
   * @throws IOException when they do not fit each other
   */
  static byte[] apply(byte[] before, byte[] diffs) throws IOException {
    try {
      JsonNode document = JsonBinary.read(before);
      ByteArrayInputStream in = new ByteArrayInputStream(diffs);
      while (in.available() > 0) {
        Operation operation = operation(in.read());
        String path = text(in);
        List<JsonPath.Leg> legs = JsonPath.of(path).legs();
        if (legs.isEmpty()) {
          throw new IOException("a partial update of a whole JSON document");
        }
        JsonNode value = operation == Operation.REMOVE ? Literal.NULL : JsonBinary.read(bytes(in));
        document = document.match(new Change(operation, path, legs, value));
      }
      return JsonBinaryWriter.write(document);
    } catch (IllegalArgumentException e) {
      throw new IOException("a partial JSON update: " + e.getMessage(), e);
    }
  }

  private static Operation operation(int number) throws IOException {
    Operation[] all = Operation.values();
    if (number < 0 || number >= all.length) {
      throw new IOException("a partial JSON update of kind " + number);
    }
    return all[number];
  }

  private static String text(ByteArrayInputStream in) throws IOException {
    return new String(bytes(in), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(ByteArrayInputStream in) throws IOException {
    return in.read(in.readPackedInteger());
  }

  /**
   * Makes of a container the one after the change.
   *
   * @param path for messages
   * @param legs from the container to the place; at least one
   * @param value what is put there
   */
  private record Change(Operation operation, String path, List<JsonPath.Leg> legs, JsonNode value)
      implements JsonNode.Cases<JsonNode> {
    @Override
    public JsonNode object(ObjectNode object) {
      String name = legs.get(0).name().orElseThrow(this::noPlace);
      List<Member> members = new ArrayList<>(object.members());
      int at = find(members, name);
      boolean isThere = at >= 0;
      if (isThere == (isLast() && operation == Operation.INSERT)) {
        throw noPlace();
      }
      if (!isLast()) {
        members.set(at, new Member(name, inner(members.get(at).value())));
      } else {
        switch (operation) {
          case REPLACE -> members.set(at, new Member(name, value));
          case INSERT -> members.add(-at - 1, new Member(name, value));
          case REMOVE -> members.remove(at);
        }
      }
      return new ObjectNode(members);
    }

    @Override
    public JsonNode array(ArrayNode array) {
      List<JsonNode> elements = new ArrayList<>(array.elements());
      int size = elements.size();
      int at = legs.get(0).index(size);
      boolean isInsert = isLast() && operation == Operation.INSERT;
      if (legs.get(0).name().isPresent() || !isInsert && (at < 0 || at >= size)) {
        throw noPlace();
      }
      if (!isLast()) {
        elements.set(at, inner(elements.get(at)));
      } else {
        switch (operation) {
          case REPLACE -> elements.set(at, value);
          case INSERT -> elements.add(Math.max(0, Math.min(size, at)), value);
          case REMOVE -> elements.remove(at);
        }
      }
      return new ArrayNode(elements);
    }

    private boolean isLast() {
      return legs.size() == 1;
    }

    private JsonNode inner(JsonNode container) {
      return container.match(new Change(operation, path, legs.subList(1, legs.size()), value));
    }

    @Override
    public JsonNode text(Text text) {
      throw noPlace();
    }

    @Override
    public JsonNode integer(Int number) {
      throw noPlace();
    }

    @Override
    public JsonNode unsigned(Unsigned number) {
      throw noPlace();
    }

    @Override
    public JsonNode real(Real number) {
      throw noPlace();
    }

    @Override
    public JsonNode literal(Literal literal) {
      throw noPlace();
    }

    @Override
    public JsonNode opaque(Opaque opaque) {
      throw noPlace();
    }

    private IllegalArgumentException noPlace() {
      return new IllegalArgumentException(path + " does not fit the document before it");
    }
  }

  /** Where the name is, or (negative, as of a binary search) where it belongs. */
  private static int find(List<Member> members, String name) {
    byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < members.size(); i++) {
      int order = compare(members.get(i).name().getBytes(StandardCharsets.UTF_8), wanted);
      if (order >= 0) {
        return order == 0 ? i : -i - 1;
      }
    }
    return -members.size() - 1;
  }

  /** MySQL's order: the shorter one first. */
  private static int compare(byte[] a, byte[] b) {
    return a.length == b.length
        ? Arrays.compareUnsigned(a, b)
        : Integer.compare(a.length, b.length);
  }
}
