package dev.doppio.capture.stream;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * MySQL's binary JSON, written from its description and not by what is tested: always with offsets
 * of four bytes. Values are Long, String, List and Map.
 */
final class StoredJson {
  private StoredJson() {}

  static byte[] of(Object document) {
    return join(new byte[] {(byte) type(document)}, value(document));
  }

  private static int type(Object value) {
    if (value instanceof Map) {
      return 0x01;
    }
    return value instanceof List ? 0x03 : value instanceof String ? 0x0c : 0x09;
  }

  private static byte[] value(Object value) {
    if (value instanceof Map<?, ?> object) {
      List<String> keys = new ArrayList<>(object.keySet().stream().map(Object::toString).toList());
      keys.sort(
          Comparator.comparingInt((String key) -> bytes(key).length)
              .thenComparing(StoredJson::bytes, Arrays::compareUnsigned));
      return container(keys, keys.stream().map(key -> (Object) object.get(key)).toList());
    }
    if (value instanceof List<?> array) {
      return container(List.of(), List.copyOf(array));
    }
    if (value instanceof String text) {
      return join(length(bytes(text).length), bytes(text));
    }
    return number((Long) value, 8);
  }

  private static byte[] container(List<String> keys, List<Object> values) {
    int at = 8 + 6 * keys.size() + 5 * values.size();
    byte[] keyEntries = {};
    byte[] data = {};
    for (String key : keys) {
      keyEntries =
          join(keyEntries, join(number(at + data.length, 4), number(bytes(key).length, 2)));
      data = join(data, bytes(key));
    }
    byte[] entries = {};
    for (Object each : values) {
      entries = join(entries, join(new byte[] {(byte) type(each)}, number(at + data.length, 4)));
      data = join(data, value(each));
    }
    byte[] head = join(number(values.size(), 4), number(at + data.length, 4));
    return join(head, join(keyEntries, join(entries, data)));
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A length in groups of seven bits. */
  private static byte[] length(int length) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int left = length;
    while (left > 0x7f) {
      out.write(left & 0x7f | 0x80);
      left >>= 7;
    }
    out.write(left);
    return out.toByteArray();
  }

  static byte[] number(long number, int width) {
    byte[] bytes = new byte[width];
    for (int i = 0; i < width; i++) {
      bytes[i] = (byte) (number >> (8 * i));
    }
    return bytes;
  }

  static byte[] join(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }
}
