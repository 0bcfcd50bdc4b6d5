package dev.doppio.cli.schema;

import dev.doppio.cli.table.TextTable;
import dev.doppio.logreader.kafka.PublishedVersion;
import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Table versions that the log's schema topic holds, as an operator reads them.
 *
 * @param versions in the order of their publication
 */
public record Schemas(List<PublishedVersion> versions) {
  public Schemas {
    versions = List.copyOf(versions);
  }

  /** A line for each version: by table, the oldest first. */
  public List<String> list(Optional<String> table) {
    TextTable lines = new TextTable("table", "fingerprint", "published", "columns", "key");
    versions.stream()
        .filter(published -> table.filter(name -> !isOf(published, name)).isEmpty())
        .sorted(
            Comparator.comparing(
                (PublishedVersion published) -> published.version().name().toString()))
        .forEach(
            published ->
                lines.row(
                    published.version().name().toString(),
                    published.version().fingerprint().toString(),
                    published.at().toString(),
                    Integer.toString(published.version().columns().size()),
                    key(published.version())));
    return lines.lines();
  }

  /**
   * A version's columns.
   *
   * @param which a fingerprint, or its begin; or {@code database.table} for the newest of it
   * @throws DoppioException CONFIGURATION when there is none, or several
   */
  public List<String> show(String which) {
    TableVersion version = find(which);
    TextTable lines = new TextTable("column", "type");
    version.columns().forEach(column -> lines.row(column.name(), ColumnText.of(column)));
    List<String> shown = new ArrayList<>();
    shown.add(version.name() + " " + version.fingerprint() + ", primary key " + key(version));
    shown.addAll(lines.lines());
    return shown;
  }

  /**
   * What differs between two versions, column by column; those that are equal are left out.
   *
   * @param before as {@link #show} takes it
   * @param after the same
   * @throws DoppioException CONFIGURATION when there is none, or several
   */
  public List<String> diff(String before, String after) {
    return diff(find(before), find(after));
  }

  /**
   * The same of a table's newest two versions.
   *
   * @throws DoppioException CONFIGURATION when there are not two
   */
  public List<String> diffOfNewest(String table) {
    List<TableVersion> found = of(table);
    if (found.size() < 2) {
      throw new DoppioException(
          FailureKind.CONFIGURATION,
          table + " has " + found.size() + " versions in the log; 'doppio schema list' shows them");
    }
    return diff(found.get(found.size() - 2), found.get(found.size() - 1));
  }

  private static List<String> diff(TableVersion before, TableVersion after) {
    TextTable lines = new TextTable("", "column", "before", "after");
    Set<String> names = new LinkedHashSet<>();
    after.columns().forEach(column -> names.add(column.name()));
    before.columns().forEach(column -> names.add(column.name()));
    for (String name : names) {
      Optional<Column> was = column(before, name);
      Optional<Column> is = column(after, name);
      if (!was.equals(is)) {
        lines.row(mark(was, is), name, text(was), text(is));
      }
    }
    if (!key(before).equals(key(after))) {
      lines.row("~", "primary key", key(before), key(after));
    }
    if (!order(before, after).equals(order(after, before))) {
      lines.row("~", "order", columns(before), columns(after));
    }
    List<String> shown = new ArrayList<>();
    shown.add(before + " -> " + after);
    shown.addAll(lines.lines().size() == 1 ? List.of("equal") : lines.lines());
    return shown;
  }

  private static String mark(Optional<Column> was, Optional<Column> is) {
    if (was.isEmpty()) {
      return "+";
    }
    return is.isEmpty() ? "-" : "~";
  }

  private static String text(Optional<Column> column) {
    return column.map(ColumnText::of).orElse("-");
  }

  private static Optional<Column> column(TableVersion version, String name) {
    return version.columns().stream().filter(column -> column.name().equals(name)).findFirst();
  }

  /** The columns that both have, in the order of the first. */
  private static List<String> order(TableVersion of, TableVersion other) {
    return of.columns().stream()
        .map(Column::name)
        .filter(name -> column(other, name).isPresent())
        .toList();
  }

  private static String columns(TableVersion version) {
    return version.columns().stream().map(Column::name).collect(Collectors.joining(","));
  }

  private static String key(TableVersion version) {
    return version.key().stream()
        .map(index -> version.columns().get(index).name())
        .collect(Collectors.joining(","));
  }

  private static boolean isOf(PublishedVersion published, String table) {
    return published.version().name().toString().equals(table);
  }

  private List<TableVersion> of(String table) {
    return versions.stream()
        .filter(published -> isOf(published, table))
        .map(PublishedVersion::version)
        .toList();
  }

  private TableVersion find(String which) {
    List<TableVersion> found =
        isTable(which)
            ? of(which).stream().skip(Math.max(0, of(which).size() - 1)).toList()
            : versions.stream()
                .map(PublishedVersion::version)
                .filter(version -> version.fingerprint().toString().startsWith(which))
                .toList();
    if (found.size() != 1) {
      throw new DoppioException(
          FailureKind.CONFIGURATION,
          "'"
              + which
              + "' names "
              + (found.isEmpty() ? "no version" : "several versions " + found)
              + " in the log: give database.table, or a fingerprint that 'doppio schema list'"
              + " shows");
    }
    return found.get(0);
  }

  private static boolean isTable(String which) {
    try {
      return !TableName.parse(which).table().isEmpty();
    } catch (IllegalArgumentException fingerprint) {
      return false;
    }
  }
}
