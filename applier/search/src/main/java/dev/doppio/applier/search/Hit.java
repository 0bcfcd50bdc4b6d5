package dev.doppio.applier.search;

import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * A document that was found.
 *
 * @param partition whose index holds it
 * @param id its key; behind its database where that is not the log's own
 * @param table the source's
 * @param scn of the run that wrote it last
 * @param sourceTime when that was committed, by the source's clock
 * @param score how well it fits; comparable within one search
 * @param values columns that are not NULL, in the table's order
 */
public record Hit(
    PartitionId partition,
    String id,
    TableName table,
    Scn scn,
    Instant sourceTime,
    float score,
    List<Value> values) {
  public Hit {
    Objects.requireNonNull(partition);
    Objects.requireNonNull(id);
    Objects.requireNonNull(table);
    Objects.requireNonNull(scn);
    Objects.requireNonNull(sourceTime);
    values = List.copyOf(values);
  }

  /** What a value's text is. */
  public enum Form {
    /** A number, as JSON writes it. */
    NUMBER,
    /** A text, a decimal, a date, as MySQL prints it. */
    TEXT,
    /** Hexadecimal after {@code 0x}. */
    BYTES,
    /** A JSON document. */
    JSON
  }

  /**
   * A column's value.
   *
   * @param column its name
   * @param form how the text is to be read
   * @param text the value
   */
  public record Value(String column, Form form, String text) {
    public Value {
      Objects.requireNonNull(column);
      Objects.requireNonNull(form);
      Objects.requireNonNull(text);
    }
  }

  /** Names the document only: contents never enter a log file. */
  @Override
  public String toString() {
    return "document " + id + " of " + table;
  }
}
