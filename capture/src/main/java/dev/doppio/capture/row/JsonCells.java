package dev.doppio.capture.row;

import dev.doppio.schemas.json.JsonBinaryWriter;
import dev.doppio.schemas.json.TypedText;
import java.nio.charset.StandardCharsets;

/**
 * JSON that is read by SELECT. The server hands it out as text only, in which a DECIMAL looks like
 * a DOUBLE and a date like a string. So the types that text does not tell are asked for in front of
 * it, in the order of the server's own walk through the document (see {@link TypedText}), and the
 * binary form is made again from both.
 */
public final class JsonCells {
  private static final String BEYOND_TEXT =
      " IN ('DECIMAL', 'UNSIGNED INTEGER', 'DATE', 'TIME', 'DATETIME', 'TIMESTAMP', 'OPAQUE',"
          + " 'BLOB', 'BIT', 'GEOMETRY')";

  private static final char END_OF_TYPES = '!';

  private JsonCells() {}

  /**
   * What to select of a JSON column. A document that with its types is beyond the server's
   * max_allowed_packet comes without both, and is refused by {@link #binary}.
   *
   * @param column quoted
   */
  public static String expression(String column) {
    String root = "JSON_TYPE(" + column + ")";
    String types =
        "JSON_ARRAY(IF("
            + root
            + BEYOND_TEXT
            + ", "
            + root
            + ", NULL), "
            + types(column, "$**.*")
            + ", "
            + types(column, "$**[*]")
            + ")";
    return "IF("
        + column
        + " IS NULL, NULL, COALESCE(CONCAT("
        + types
        + ", '"
        + END_OF_TYPES
        + "', "
        + column
        + "), ''))";
  }

  private static String types(String column, String path) {
    return "(SELECT JSON_OBJECTAGG(doppio_v.o, JSON_TYPE(doppio_v.v)) FROM JSON_TABLE("
        + column
        + ", '"
        + path
        + "' COLUMNS (o FOR ORDINALITY, v JSON PATH '$')) doppio_v WHERE JSON_TYPE(doppio_v.v)"
        + BEYOND_TEXT
        + ")";
  }

  /**
   * MySQL's binary form of a field that {@link #expression} gave.
   *
   * @throws IllegalArgumentException when the server could not put it together
   */
  public static byte[] binary(byte[] field) {
    String both = new String(field, StandardCharsets.UTF_8);
    int end = both.indexOf(END_OF_TYPES);
    if (end < 0) {
      throw new IllegalArgumentException(
          "a JSON document whose text is beyond the storage node's max_allowed_packet; raise that");
    }
    return JsonBinaryWriter.write(TypedText.parse(both.substring(end + 1), both.substring(0, end)));
  }
}
