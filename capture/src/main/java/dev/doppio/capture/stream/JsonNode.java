package dev.doppio.capture.stream;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A value in MySQL's binary JSON, taken apart so far that its parts can be exchanged: containers as
 * lists, everything else as the bytes it is stored in. Format after MySQL's {@code
 * sql-common/json_binary.h}.
 */
final class JsonNode {
  static final int SMALL_OBJECT = 0x00;
  static final int LARGE_OBJECT = 0x01;
  static final int SMALL_ARRAY = 0x02;
  static final int LARGE_ARRAY = 0x03;
  private static final int LITERAL = 0x04;
  private static final int INT16 = 0x05;
  private static final int UINT16 = 0x06;
  private static final int INT32 = 0x07;
  private static final int UINT32 = 0x08;
  private static final int INT64 = 0x09;
  private static final int UINT64 = 0x0a;
  private static final int DOUBLE = 0x0b;
  private static final int TEXT = 0x0c;
  private static final int OPAQUE = 0x0f;

  private final int type;
  private final byte[] stored;
  private final List<Member> members = new ArrayList<>();

  /**
   * @param key empty in an array
   */
  record Member(Optional<byte[]> key, JsonNode value) {
    boolean isCalled(byte[] name) {
      return Arrays.equals(key.orElseThrow(), name);
    }
  }

  private JsonNode(int type, byte[] stored) {
    this.type = type;
    this.stored = stored;
  }

  /**
   * Reads a document.
   *
   * @param binary as in a cell; an empty one is MySQL's JSON null
   * @throws IOException when it is none
   */
  static JsonNode of(byte[] binary) throws IOException {
    byte[] document = binary.length == 0 ? new byte[] {LITERAL, 0} : binary;
    try {
      return read(document[0], document, 1);
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new IOException("not a JSON document in MySQL's binary form", e);
    }
  }

  private static JsonNode read(int type, byte[] in, int at) throws IOException {
    return switch (type) {
      case SMALL_OBJECT, LARGE_OBJECT, SMALL_ARRAY, LARGE_ARRAY -> container(type, in, at);
      case LITERAL -> leaf(type, in, at, 1);
      case INT16, UINT16 -> leaf(type, in, at, 2);
      case INT32, UINT32 -> leaf(type, in, at, 4);
      case INT64, UINT64, DOUBLE -> leaf(type, in, at, 8);
      case TEXT -> leaf(type, in, at, withLength(in, at));
      case OPAQUE -> leaf(type, in, at, 1 + withLength(in, at + 1));
      default -> throw new IOException("a JSON value of type " + type);
    };
  }

  private static JsonNode leaf(int type, byte[] in, int at, int length) {
    if (at + length > in.length) {
      throw new IndexOutOfBoundsException(at + length);
    }
    return new JsonNode(type, Arrays.copyOfRange(in, at, at + length));
  }

  /** Length of a text and of its length, 7 bits a byte. */
  private static int withLength(byte[] in, int at) {
    int length = 0;
    int bytes = 0;
    do {
      length |= (in[at + bytes] & 0x7f) << (7 * bytes);
      bytes++;
    } while (in[at + bytes - 1] < 0);
    return bytes + length;
  }

  private static JsonNode container(int type, byte[] in, int at) throws IOException {
    JsonNode node = new JsonNode(type, new byte[0]);
    int width = node.width();
    int count = number(in, at, width);
    int entry = at + 2 * width;
    int values = entry + (node.isObject() ? count * (width + 2) : 0);
    for (int i = 0; i < count; i++) {
      Optional<byte[]> key =
          node.isObject()
              ? Optional.of(key(in, at, entry + i * (width + 2), width))
              : Optional.empty();
      int value = values + i * (1 + width);
      int inner = in[value];
      int place = isInlined(inner, width) ? value + 1 : at + number(in, value + 1, width);
      node.members.add(new Member(key, read(inner, in, place)));
    }
    return node;
  }

  private static byte[] key(byte[] in, int container, int entry, int width) {
    int from = container + number(in, entry, width);
    return Arrays.copyOfRange(in, from, from + number(in, entry + width, 2));
  }

  private static int number(byte[] in, int at, int width) {
    int number = 0;
    for (int i = 0; i < width; i++) {
      number |= (in[at + i] & 0xff) << (8 * i);
    }
    return number;
  }

  /** True when a value of this type stands in its entry, whose numbers have so many bytes. */
  static boolean isInlined(int type, int width) {
    return switch (type) {
      case LITERAL, INT16, UINT16 -> true;
      case INT32, UINT32 -> width == 4;
      default -> false;
    };
  }

  boolean isObject() {
    return type == SMALL_OBJECT || type == LARGE_OBJECT;
  }

  boolean isArray() {
    return type == SMALL_ARRAY || type == LARGE_ARRAY;
  }

  private int width() {
    return type == LARGE_OBJECT || type == LARGE_ARRAY ? 4 : 2;
  }

  /** Of a value that is no container. */
  int type() {
    return type;
  }

  /** Of a value that is no container. */
  byte[] stored() {
    return stored;
  }

  /** In order of the document; to be changed by whoever changes it. */
  List<Member> members() {
    return members;
  }

  /** Where the key is, or (negative, as of a binary search) where it belongs. */
  int find(byte[] key) {
    for (int i = 0; i < members.size(); i++) {
      int order = compare(members.get(i).key().orElseThrow(), key);
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

  @Override
  public String toString() {
    return isObject() || isArray()
        ? members.toString()
        : type + ":" + new String(stored, StandardCharsets.ISO_8859_1);
  }
}
