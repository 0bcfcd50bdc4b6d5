package dev.doppio.capture.structure;

import dev.doppio.schemas.document.TableName;
import java.util.List;
import java.util.Locale;

/**
 * A foreign key.
 *
 * @param name of the constraint
 * @param columns referring columns
 * @param references the table it refers to
 * @param onUpdate RESTRICT, NO ACTION, CASCADE, SET NULL or SET DEFAULT
 * @param onDelete the same
 */
public record ForeignKeyFacts(
    String name, List<String> columns, TableName references, String onUpdate, String onDelete) {
  public ForeignKeyFacts {
    columns = List.copyOf(columns);
  }

  /** True when the server changes rows of the referring table by itself. */
  public boolean changesRows() {
    return acts(onUpdate) || acts(onDelete);
  }

  private static boolean acts(String rule) {
    return switch (rule.toUpperCase(Locale.ROOT)) {
      case "CASCADE", "SET NULL", "SET DEFAULT" -> true;
      default -> false;
    };
  }
}
