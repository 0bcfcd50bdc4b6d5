package dev.doppio.capture.statement;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the words of a statement do to the columns of its table: which column of before is which
 * column of after, and what rows that are there get in a new one. Names are lower case: MySQL
 * compares column names without regard to case.
 *
 * @param dropped columns of before that are gone, also where a new one takes the name
 * @param renamed old name to new name
 * @param defined columns that the statement defines, new ones and redefined ones, by name
 * @param added names among these that no column of before had
 */
public record ColumnChanges(
    Set<String> dropped,
    Map<String, String> renamed,
    Map<String, Definition> defined,
    Set<String> added) {

  /**
   * How a column is defined.
   *
   * @param generated the server computes it
   * @param filling what rows that are there get when the column is new
   */
  public record Definition(boolean generated, Filling filling) {}

  /**
   * What rows that are there get in a new column.
   *
   * @param kind whether it is known
   * @param literal it, as {@link dev.doppio.schemas.change.ColumnFill} has it; empty but for
   *     LITERAL
   */
  public record Filling(Kind kind, String literal) {
    /** NULL. */
    public static final Filling NULLS = new Filling(Kind.NULL, "");

    /** The type's zero. */
    public static final Filling ZEROS = new Filling(Kind.ZERO, "");

    /** Something else, or nobody knows. */
    public static final Filling UNTOLD = new Filling(Kind.UNTOLD, "");

    /** What is known of it. */
    public enum Kind {
      NULL,
      ZERO,
      LITERAL,
      UNTOLD
    }

    /** A literal. */
    public static Filling of(String literal) {
      return new Filling(Kind.LITERAL, literal);
    }
  }

  public ColumnChanges {
    dropped = Set.copyOf(dropped);
    renamed = Map.copyOf(renamed);
    defined = Map.copyOf(defined);
    added = Set.copyOf(added);
  }

  /** The statement says nothing of columns. */
  public static ColumnChanges none() {
    return new Builder().build();
  }

  /** The column of before, lower case, that a column of after is; empty when it is a new one. */
  public Optional<String> origin(String column) {
    String name = fold(column);
    Optional<String> old =
        renamed.entrySet().stream()
            .filter(rename -> rename.getValue().equals(name))
            .map(Map.Entry::getKey)
            .findFirst();
    boolean stays = !dropped.contains(name) && !renamed.containsKey(name) && !added.contains(name);
    return old.isPresent() || !stays ? old : Optional.of(name);
  }

  /** The column's definition; empty when the statement does not define it. */
  public Optional<Definition> definition(String column) {
    return Optional.ofNullable(defined.get(fold(column)));
  }

  static String fold(String column) {
    return column.toLowerCase(Locale.ROOT);
  }

  /** Collects what clause after clause says. */
  static final class Builder {
    private final Set<String> dropped = new LinkedHashSet<>();
    private final Map<String, String> renamed = new LinkedHashMap<>();
    private final Map<String, Definition> defined = new LinkedHashMap<>();
    private final Set<String> added = new LinkedHashSet<>();

    void drop(String column) {
      dropped.add(fold(column));
    }

    void rename(String from, String to) {
      if (!fold(from).equals(fold(to))) {
        renamed.put(fold(from), fold(to));
      }
    }

    void define(String column, Definition definition) {
      defined.put(fold(column), definition);
    }

    void add(String column, Definition definition) {
      added.add(fold(column));
      define(column, definition);
    }

    ColumnChanges build() {
      return new ColumnChanges(dropped, renamed, defined, added);
    }
  }
}
