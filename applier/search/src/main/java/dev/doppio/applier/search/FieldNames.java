package dev.doppio.applier.search;

import dev.doppio.schemas.document.DocumentKey;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.log.PartitionId;
import java.util.Optional;

/**
 * Names of an index's fields. A column is stored under its own name and indexed under {@code
 * name#kind}: Lucene binds a field to one form in all documents, and two tables, or two versions of
 * one, may give a name different types. So no document meets a mapping that it does not fit.
 */
final class FieldNames {
  /** The document's key: unique, replaced and deleted by. */
  static final String ID = "_id";

  static final String TABLE = "_table";
  static final String DATABASE = "_database";

  /** Packed SCN of the run that wrote the document. */
  static final String SCN = "_scn";

  /** When that run was committed at the source. */
  static final String TIME = "_time";

  private static final char MARK = '#';

  /** What an indexed field is of. */
  record Indexed(String path, Kind kind) {}

  private FieldNames() {}

  /**
   * A document's id: its key, behind its database where that is not the log's own. The colon is in
   * no key, which is percent-encoded.
   */
  static String id(PartitionId partition, TableName table, DocumentKey key) {
    return table.database().equals(partition.database())
        ? key.path()
        : table.database() + ":" + key.path();
  }

  /** The stored field of a column; a leading underscore is doubled, ours are single. */
  static String stored(String column) {
    String marked = escaped(column);
    return marked.startsWith("_") ? "_" + marked : marked;
  }

  /** The stored field of a JSON column, whose text is to be read as JSON again. */
  static String storedJson(String column) {
    return stored(column) + MARK + "json";
  }

  /** Inside a JSON document: arrays add nothing to the path. */
  static String member(String path, String name) {
    return path + "." + escaped(name);
  }

  static String indexed(String path, Kind kind) {
    return path + MARK + kind.suffix();
  }

  /** Takes the name of an indexed field apart; empty for those that are not of a column. */
  static Optional<Indexed> parse(String field) {
    int mark = field.lastIndexOf(MARK);
    return mark < 0
        ? Optional.empty()
        : Kind.of(field.substring(mark + 1))
            .map(kind -> new Indexed(field.substring(0, mark), kind));
  }

  /** True for a stored field that says what the document is, and not who wrote it when. */
  static boolean isContent(String stored) {
    return stored.equals(DATABASE) || stored.equals(TABLE) || column(stored).isPresent();
  }

  /** The column of a stored field; empty for ours. */
  static Optional<String> column(String stored) {
    if (stored.startsWith("_") && !stored.startsWith("__")) {
      return Optional.empty();
    }
    String plain = isJson(stored) ? stored.substring(0, stored.lastIndexOf(MARK)) : stored;
    String name = plain.startsWith("__") ? plain.substring(1) : plain;
    return Optional.of(name.replace("##", "#"));
  }

  /** True for the stored text of a JSON column. */
  static boolean isJson(String stored) {
    int marks = 0;
    int at = stored.length() - "json".length() - 1;
    for (int i = at; i >= 0 && stored.charAt(i) == MARK; i--) {
      marks++;
    }
    return stored.endsWith("json") && marks % 2 == 1;
  }

  private static String escaped(String name) {
    return name.indexOf(MARK) < 0 ? name : name.replace("#", "##");
  }
}
