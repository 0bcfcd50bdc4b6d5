package dev.doppio.applier.mysql;

import dev.doppio.schemas.document.ColumnType;

/**
 * A type with values as the log has them and as SQL says them.
 *
 * @param ddl the type in SQL
 * @param type the type in the log
 * @param key whether it can be a key
 * @param values pairs of the log's value and SQL's
 */
record TypeCase(String ddl, ColumnType type, boolean key, Object... values) {
  @Override
  public String toString() {
    return ddl;
  }
}
