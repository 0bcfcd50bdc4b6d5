package dev.doppio.applier.opensearch;

import dev.doppio.schemas.document.DocumentKey;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.PartitionId;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Names in the cluster. Queries use the alias {@code database.table}; behind it is an index with a
 * suffix, which is written by an alias of its own: a name without an index would be made one on the
 * fly, with a mapping that is guessed.
 *
 * @param prefix of all of them
 */
record Names(String prefix) {
  /** Of a document: what it is for us; columns of the table have no such names. */
  static final String OURS = "_doppio";

  static final String PARTITION = "partition";
  static final String DATABASE = "database";
  static final String SCN = "scn";
  static final String TIME = "time";
  static final String VERSION = "version";

  /** Of a JSON column whose value is no object. */
  static final String VALUE = "_value";

  private static final int MOST_ID_BYTES = 512;

  /** What keeps the checkpoints. */
  String checkpoints() {
    return prefix + "doppio-checkpoints";
  }

  /** For queries. Tables of one name in several schemas of a log are one. */
  String alias(String log, String table) {
    return prefix + escaped(log) + "." + escaped(table);
  }

  String index(String alias, int build) {
    return alias + "-" + build;
  }

  String writeAlias(String index) {
    return index + "-write";
  }

  /** Names of indexes are in lower case, and lack signs that names of tables may have. */
  private static String escaped(String name) {
    StringBuilder text = new StringBuilder();
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      boolean plain = b >= 'a' && b <= 'z' || b >= '0' && b <= '9' || b == '_';
      text.append(plain ? "" + (char) b : String.format(Locale.ROOT, "%%%02x", b));
    }
    return text.charAt(0) == '_' ? "%5f" + text.substring(1) : text.toString();
  }

  /**
   * A document's id: its key, behind its schema where that is not the log's own name.
   *
   * @throws DoppioException TARGET_REJECTED when it is longer than OpenSearch takes
   */
  static String id(PartitionId partition, TableName table, DocumentKey key) {
    String id =
        table.database().equals(partition.database())
            ? key.path()
            : table.database() + ":" + key.path();
    if (id.getBytes(StandardCharsets.UTF_8).length > MOST_ID_BYTES) {
      throw new DoppioException(
          FailureKind.TARGET_REJECTED,
          "its key is longer than the "
              + MOST_ID_BYTES
              + " bytes that OpenSearch takes for an _id");
    }
    return id;
  }

  /** The field of a column: a dot would make an object of it, and single underscores are ours. */
  static String field(String column) {
    String plain = column.replace("%", "%25").replace(".", "%2e").replace("*", "%2a");
    return plain.startsWith("_") ? "%5f" + plain.substring(1) : plain;
  }

  /** As part of a path. */
  static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
