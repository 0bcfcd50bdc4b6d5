package dev.doppio.schemas.document;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Builds document keys and takes them apart. */
final class DocumentKeys {
  private static final String HEX = "0123456789ABCDEF";

  private DocumentKeys() {}

  static DocumentKey of(Row row) {
    TableVersion table = row.table();
    StringBuilder path = new StringBuilder();
    append(path, table.name().table());
    for (int index : table.key()) {
      Column column = table.columns().get(index);
      Object value = row.values()[index];
      if (value == null) {
        throw new IllegalArgumentException(
            "row of " + table.name() + " lacks its key column " + column.name());
      }
      path.append('/');
      append(path, value, column.type());
    }
    return new DocumentKey(path.toString());
  }

  static DocumentKey moved(String path, TableName table) {
    StringBuilder moved = new StringBuilder();
    append(moved, table.table());
    return new DocumentKey(moved.append(path, path.indexOf('/'), path.length()).toString());
  }

  private static void append(StringBuilder path, Object value, ColumnType type) {
    if (value instanceof byte[] binary) {
      append(path, binary);
    } else {
      append(path, MySqlText.of(value, type));
    }
  }

  private static void append(StringBuilder path, String text) {
    if (isUnreserved(text)) {
      path.append(text);
    } else {
      append(path, text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void append(StringBuilder path, byte[] part) {
    for (byte b : part) {
      if (isUnreserved(b)) {
        path.append((char) b);
      } else {
        path.append('%').append(HEX.charAt((b >> 4) & 0xF)).append(HEX.charAt(b & 0xF));
      }
    }
  }

  /** As most keys are: numbers and names. */
  private static boolean isUnreserved(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c > 127 || !isUnreserved((byte) c)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isUnreserved(byte b) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || (b >= '0' && b <= '9')
        || b == '-'
        || b == '_'
        || b == '.'
        || b == '~';
  }

  /** The parts behind the percent-encoding, the table first. */
  static List<byte[]> parts(String path) {
    List<byte[]> parts = new ArrayList<>();
    for (String part : path.split("/", -1)) {
      parts.add(decoded(part));
    }
    return parts;
  }

  private static byte[] decoded(String part) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(part.length());
    for (int i = 0; i < part.length(); i++) {
      char c = part.charAt(i);
      if (c < 128 && isUnreserved((byte) c)) {
        bytes.write(c);
        continue;
      }
      int high = c == '%' && i + 2 < part.length() ? HEX.indexOf(part.charAt(i + 1)) : -1;
      int low = high < 0 ? -1 : HEX.indexOf(part.charAt(i + 2));
      if (low < 0) {
        throw new IllegalArgumentException("'" + part + "' is not a percent-encoded part of a key");
      }
      bytes.write(high << 4 | low);
      i += 2;
    }
    return bytes.toByteArray();
  }
}
