package dev.doppio.applier.mysql;

import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.TableVersion;
import java.util.List;

/** Identifiers in SQL. */
final class Names {
  private Names() {}

  /** In back-ticks. */
  static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  /** The primary key's columns, in key order. */
  static List<Column> keyColumns(TableVersion version) {
    return version.key().stream().map(version.columns()::get).toList();
  }
}
