package dev.doppio.schemas.document;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * A document's path: {@code <table>/<key column>/<key column>...}, parts percent-encoded; the Kafka
 * record's key in UTF-8, and {@code _id} in search. Exact: keys that a collation calls equal differ
 * here when their characters do.
 *
 * @param path the encoded path
 */
public record DocumentKey(String path) {
  public DocumentKey {
    Objects.requireNonNull(path);
    if (path.indexOf('/') < 1) {
      throw new IllegalArgumentException("'" + path + "' is not table/key");
    }
  }

  /** The key of a row; only key columns need values. */
  public static DocumentKey of(Row row) {
    return DocumentKeys.of(row);
  }

  /** The key of the same document in a table of another name, as after a rename. */
  public DocumentKey in(TableName table) {
    return DocumentKeys.moved(path, table);
  }

  /** The table, without its database. */
  public String table() {
    return new String(DocumentKeys.parts(path).get(0), StandardCharsets.UTF_8);
  }

  /**
   * Values of the key columns in key order: UTF-8 of their text, or the bytes of binary columns.
   */
  public List<byte[]> parts() {
    List<byte[]> parts = DocumentKeys.parts(path);
    return parts.subList(1, parts.size());
  }

  /** UTF-8 of the path. */
  public byte[] bytes() {
    return path.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return path;
  }
}
