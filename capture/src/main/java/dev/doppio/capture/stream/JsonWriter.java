package dev.doppio.capture.stream;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Writes a value in MySQL's binary JSON, as MySQL does: a container with offsets of two bytes, and
 * with four where that is too small.
 */
final class JsonWriter {
  private static final int MAX_SMALL = 0xffff;

  private JsonWriter() {}

  /** The document. */
  static byte[] write(JsonNode document) {
    byte[] value = value(document);
    byte[] binary = new byte[value.length + 1];
    binary[0] = (byte) type(document, value);
    System.arraycopy(value, 0, binary, 1, value.length);
    return binary;
  }

  private static boolean isContainer(JsonNode node) {
    return node.isObject() || node.isArray();
  }

  /** A container's size is no more than its offsets can count where they have two bytes. */
  private static int type(JsonNode node, byte[] value) {
    if (!isContainer(node)) {
      return node.type();
    }
    boolean large = value.length > MAX_SMALL;
    return node.isObject()
        ? large ? JsonNode.LARGE_OBJECT : JsonNode.SMALL_OBJECT
        : large ? JsonNode.LARGE_ARRAY : JsonNode.SMALL_ARRAY;
  }

  private static byte[] value(JsonNode node) {
    if (!isContainer(node)) {
      return node.stored();
    }
    List<byte[]> values = node.members().stream().map(member -> value(member.value())).toList();
    return container(node, values, 2).orElseGet(() -> container(node, values, 4).orElseThrow());
  }

  /** Empty when it is too large for offsets of so many bytes. */
  private static Optional<byte[]> container(JsonNode node, List<byte[]> values, int width) {
    List<JsonNode.Member> members = node.members();
    int head = 2 * width + members.size() * ((node.isObject() ? width + 2 : 0) + 1 + width);
    int keys = members.stream().mapToInt(member -> member.key().map(k -> k.length).orElse(0)).sum();
    long size = (long) head + keys;
    for (int i = 0; i < values.size(); i++) {
      size += isInlined(members.get(i), width) ? 0 : values.get(i).length;
    }
    if (width == 2 && (size > MAX_SMALL || members.size() > MAX_SMALL)) {
      return Optional.empty();
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream((int) size);
    number(out, members.size(), width);
    number(out, size, width);
    int at = head;
    if (node.isObject()) {
      for (JsonNode.Member member : members) {
        int length = member.key().orElseThrow().length;
        number(out, at, width);
        number(out, length, 2);
        at += length;
      }
    }
    entries(out, members, values, width, at);
    members.forEach(member -> member.key().ifPresent(out::writeBytes));
    for (int i = 0; i < values.size(); i++) {
      if (!isInlined(members.get(i), width)) {
        out.writeBytes(values.get(i));
      }
    }
    return Optional.of(out.toByteArray());
  }

  private static void entries(
      ByteArrayOutputStream out,
      List<JsonNode.Member> members,
      List<byte[]> values,
      int width,
      int first) {
    int at = first;
    for (int i = 0; i < values.size(); i++) {
      byte[] value = values.get(i);
      out.write(type(members.get(i).value(), value));
      if (isInlined(members.get(i), width)) {
        out.writeBytes(Arrays.copyOf(value, width));
      } else {
        number(out, at, width);
        at += value.length;
      }
    }
  }

  private static boolean isInlined(JsonNode.Member member, int width) {
    return !isContainer(member.value()) && JsonNode.isInlined(member.value().type(), width);
  }

  private static void number(ByteArrayOutputStream out, long number, int width) {
    for (int i = 0; i < width; i++) {
      out.write((int) (number >> (8 * i)));
    }
  }
}
