package dev.doppio.cli.compare;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A row, each column as HEX; {@link #NULL} for NULL. Rows sort by the text of their keys, as the
 * queries order them.
 *
 * @param key primary-key columns
 * @param columns all columns, the key's among them
 */
record HexRow(List<String> key, List<String> columns) implements Comparable<HexRow> {
  static final String NULL = "NULL";

  /** Of what HEX stands for. */
  long bytes() {
    return columns.stream().filter(hex -> !hex.equals(NULL)).mapToLong(String::length).sum() / 2;
  }

  /** The key as an operator would write it. */
  String readableKey() {
    return key.stream().map(HexRow::readable).collect(Collectors.joining("/"));
  }

  private static String readable(String hex) {
    try {
      byte[] bytes = HexFormat.of().parseHex(hex);
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.chars().allMatch(c -> c >= ' ') ? text : "x" + hex;
    } catch (CharacterCodingException | IllegalArgumentException e) {
      return "x" + hex;
    }
  }

  @Override
  public int compareTo(HexRow other) {
    for (int i = 0; i < key.size(); i++) {
      int order = key.get(i).compareTo(other.key.get(i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }
}
