package dev.doppio.schemas.json;

import dev.doppio.schemas.json.JsonNode.ArrayNode;
import dev.doppio.schemas.json.JsonNode.Int;
import dev.doppio.schemas.json.JsonNode.Literal;
import dev.doppio.schemas.json.JsonNode.Member;
import dev.doppio.schemas.json.JsonNode.ObjectNode;
import dev.doppio.schemas.json.JsonNode.Opaque;
import dev.doppio.schemas.json.JsonNode.Real;
import dev.doppio.schemas.json.JsonNode.Text;
import dev.doppio.schemas.json.JsonNode.Unsigned;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads MySQL's binary JSON. A document that MySQL has changed in place may have gaps in it, which
 * are not looked at.
 */
public final class JsonBinary {
  static final int SMALL_OBJECT = 0;
  static final int LARGE_OBJECT = 1;
  static final int SMALL_ARRAY = 2;
  static final int LARGE_ARRAY = 3;
  static final int LITERAL = 4;
  static final int INT16 = 5;
  static final int UINT16 = 6;
  static final int INT32 = 7;
  static final int UINT32 = 8;
  static final int INT64 = 9;
  static final int UINT64 = 10;
  static final int DOUBLE = 11;
  static final int STRING = 12;
  static final int OPAQUE = 15;

  /** MySQL takes no document that is deeper. */
  static final int MAX_DEPTH = 100;

  private static final int MAX_LENGTH_BYTES = 5;

  private final ByteBuffer bytes;

  private JsonBinary(byte[] binary) {
    this.bytes = ByteBuffer.wrap(binary).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * The document. MySQL reads an empty value of a JSON column as the literal null.
   *
   * @throws IllegalArgumentException when the bytes are no such document
   */
  public static JsonNode read(byte[] binary) {
    if (binary.length == 0) {
      return Literal.NULL;
    }
    try {
      return new JsonBinary(binary).value(binary[0] & 0xff, 1, 0);
    } catch (IndexOutOfBoundsException e) {
      throw new IllegalArgumentException("binary JSON that ends too early", e);
    }
  }

  private JsonNode value(int type, int at, int depth) {
    return switch (type) {
      case SMALL_OBJECT -> object(at, false, depth);
      case LARGE_OBJECT -> object(at, true, depth);
      case SMALL_ARRAY -> array(at, false, depth);
      case LARGE_ARRAY -> array(at, true, depth);
      case LITERAL -> literal(bytes.get(at) & 0xff);
      case INT16 -> new Int(bytes.getShort(at));
      case UINT16 -> new Unsigned(bytes.getShort(at) & 0xffff);
      case INT32 -> new Int(bytes.getInt(at));
      case UINT32 -> new Unsigned(bytes.getInt(at) & 0xffff_ffffL);
      case INT64 -> new Int(bytes.getLong(at));
      case UINT64 -> new Unsigned(bytes.getLong(at));
      case DOUBLE -> new Real(bytes.getDouble(at));
      case STRING -> new Text(new String(sized(at), StandardCharsets.UTF_8));
      case OPAQUE -> new Opaque(bytes.get(at) & 0xff, sized(at + 1));
      default -> throw new IllegalArgumentException("binary JSON with a value of type " + type);
    };
  }

  private static JsonNode literal(int value) {
    return switch (value) {
      case 0 -> Literal.NULL;
      case 1 -> Literal.TRUE;
      case 2 -> Literal.FALSE;
      default -> throw new IllegalArgumentException("binary JSON with the literal " + value);
    };
  }

  /** Names and values have an entry each; offsets count from the container's own start. */
  private JsonNode object(int start, boolean large, int depth) {
    int count = count(start, large);
    int width = large ? 4 : 2;
    List<Member> members = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int entry = start + 2 * width + i * (width + 2);
      int length = bytes.getShort(entry + width) & 0xffff;
      byte[] name = new byte[length];
      bytes.get(start + offset(entry, large), name);
      int values = start + 2 * width + count * (width + 2);
      JsonNode value = entry(start, values + i * (width + 1), large, depth);
      members.add(new Member(new String(name, StandardCharsets.UTF_8), value));
    }
    return new ObjectNode(members);
  }

  private JsonNode array(int start, boolean large, int depth) {
    int count = count(start, large);
    int width = large ? 4 : 2;
    List<JsonNode> elements = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      elements.add(entry(start, start + 2 * width + i * (width + 1), large, depth));
    }
    return new ArrayNode(elements);
  }

  private int count(int start, boolean large) {
    int count = offset(start, large);
    if (count > bytes.limit()) {
      throw new IllegalArgumentException("binary JSON with a container of " + count);
    }
    return count;
  }

  /** A type, and behind it the value itself where it fits, else its offset. */
  private JsonNode entry(int start, int at, boolean large, int depth) {
    int type = bytes.get(at) & 0xff;
    boolean inlined =
        switch (type) {
          case LITERAL, INT16, UINT16 -> true;
          case INT32, UINT32 -> large;
          default -> false;
        };
    if (inlined) {
      return value(type, at + 1, depth);
    }
    if (depth >= MAX_DEPTH) {
      throw new IllegalArgumentException("binary JSON deeper than " + MAX_DEPTH);
    }
    return value(type, start + offset(at + 1, large), depth + 1);
  }

  private int offset(int at, boolean large) {
    int offset = large ? bytes.getInt(at) : bytes.getShort(at) & 0xffff;
    if (offset < 0) {
      throw new IllegalArgumentException("binary JSON with an offset beyond 2^31");
    }
    return offset;
  }

  /** A length in groups of seven bits, the lowest first, and as many bytes. */
  private byte[] sized(int start) {
    long length = 0;
    for (int i = 0; i < MAX_LENGTH_BYTES; i++) {
      int group = bytes.get(start + i);
      length |= (group & 0x7fL) << (7 * i);
      if (group >= 0) {
        if (length > bytes.limit()) {
          throw new IllegalArgumentException("binary JSON with a value of " + length + " bytes");
        }
        byte[] data = new byte[(int) length];
        bytes.get(start + i + 1, data);
        return data;
      }
    }
    throw new IllegalArgumentException("binary JSON with a length that does not end");
  }
}
