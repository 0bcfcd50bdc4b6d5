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
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes MySQL's binary JSON, as MySQL does that stores a document for the first time. */
public final class JsonBinaryWriter implements JsonNode.Cases<JsonBinaryWriter.Written> {
  private static final int MAX_SMALL = 0xffff;

  /**
   * A value without its type; one that may stand in the entry of its container is inlined there.
   */
  record Written(int type, byte[] data) {
    boolean fitsEntry(boolean large) {
      return switch (type) {
        case JsonBinary.LITERAL, JsonBinary.INT16, JsonBinary.UINT16 -> true;
        case JsonBinary.INT32, JsonBinary.UINT32 -> large;
        default -> false;
      };
    }
  }

  private JsonBinaryWriter() {}

  /**
   * The document's bytes.
   *
   * @throws IllegalArgumentException when a member's name has more than 65,535 bytes
   */
  public static byte[] write(JsonNode document) {
    Written written = document.match(new JsonBinaryWriter());
    ByteBuffer all = ByteBuffer.allocate(1 + written.data().length);
    return all.put((byte) written.type()).put(written.data()).array();
  }

  @Override
  public Written object(ObjectNode object) {
    List<byte[]> names = new ArrayList<>();
    List<Written> values = new ArrayList<>();
    for (Member member : object.members()) {
      names.add(name(member));
      values.add(member.value().match(this));
    }
    return container(JsonBinary.SMALL_OBJECT, JsonBinary.LARGE_OBJECT, names, values);
  }

  @Override
  public Written array(ArrayNode array) {
    List<Written> values = array.elements().stream().map(value -> value.match(this)).toList();
    return container(JsonBinary.SMALL_ARRAY, JsonBinary.LARGE_ARRAY, List.of(), values);
  }

  @Override
  public Written text(Text text) {
    byte[] utf8 = text.text().getBytes(StandardCharsets.UTF_8);
    return new Written(JsonBinary.STRING, sized(new byte[0], utf8));
  }

  @Override
  public Written integer(Int number) {
    return ofSigned(number.value());
  }

  @Override
  public Written unsigned(Unsigned number) {
    return ofUnsigned(number.bits());
  }

  @Override
  public Written real(Real number) {
    return new Written(JsonBinary.DOUBLE, little(Double.BYTES).putDouble(number.value()).array());
  }

  @Override
  public Written literal(Literal literal) {
    return new Written(JsonBinary.LITERAL, new byte[] {(byte) literal.ordinal()});
  }

  @Override
  public Written opaque(Opaque opaque) {
    byte[] type = {(byte) opaque.type()};
    return new Written(JsonBinary.OPAQUE, sized(type, opaque.data()));
  }

  private static byte[] name(Member member) {
    byte[] name = member.name().getBytes(StandardCharsets.UTF_8);
    if (name.length > MAX_SMALL) {
      throw new IllegalArgumentException("a member's name of " + name.length + " bytes");
    }
    return name;
  }

  private static Written ofSigned(long value) {
    if (value == (short) value) {
      return new Written(JsonBinary.INT16, little(2).putShort((short) value).array());
    }
    return value == (int) value
        ? new Written(JsonBinary.INT32, little(4).putInt((int) value).array())
        : new Written(JsonBinary.INT64, little(8).putLong(value).array());
  }

  private static Written ofUnsigned(long bits) {
    if (bits >>> 16 == 0) {
      return new Written(JsonBinary.UINT16, little(2).putShort((short) bits).array());
    }
    return bits >>> 32 == 0
        ? new Written(JsonBinary.UINT32, little(4).putInt((int) bits).array())
        : new Written(JsonBinary.UINT64, little(8).putLong(bits).array());
  }

  private static Written container(int small, int large, List<byte[]> names, List<Written> values) {
    byte[] data = container(names, values, false);
    return data.length <= MAX_SMALL
        ? new Written(small, data)
        : new Written(large, container(names, values, true));
  }

  /**
   * Count and size, entries of names, entries of values, names, values; {@code names} is empty for
   * an array.
   */
  private static byte[] container(List<byte[]> names, List<Written> values, boolean large) {
    int width = large ? 4 : 2;
    int head = 2 * width + names.size() * (width + 2) + values.size() * (width + 1);
    ByteArrayOutputStream behind = new ByteArrayOutputStream();
    ByteBuffer entries = little(head);
    entries.position(2 * width);
    for (byte[] name : names) {
      number(entries, head + behind.size(), large);
      entries.putShort((short) name.length);
      behind.writeBytes(name);
    }
    for (Written value : values) {
      entries.put((byte) value.type());
      if (value.fitsEntry(large)) {
        entries.put(value.data()).put(new byte[width - value.data().length]);
      } else {
        number(entries, head + behind.size(), large);
        behind.writeBytes(value.data());
      }
    }
    entries.position(0);
    number(entries, values.size(), large);
    number(entries, head + behind.size(), large);
    ByteBuffer all = ByteBuffer.allocate(head + behind.size());
    return all.put(entries.array()).put(behind.toByteArray()).array();
  }

  private static void number(ByteBuffer out, int number, boolean large) {
    if (large) {
      out.putInt(number);
    } else {
      out.putShort((short) number);
    }
  }

  private static byte[] sized(byte[] before, byte[] data) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(before);
    int rest = data.length;
    while (rest > 0x7f) {
      out.write(rest & 0x7f | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
    out.writeBytes(data);
    return out.toByteArray();
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
