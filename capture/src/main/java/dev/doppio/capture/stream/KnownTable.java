package dev.doppio.capture.stream;

import java.util.List;
import java.util.Optional;

/**
 * A table as it is known to be at a place of the binlog, apart from what the table maps there say.
 * Columns count from 0.
 */
sealed interface KnownTable permits LoggedTable, ParsedTable {
  /** Of the columns, in order. */
  List<String> names();

  /** Names of the primary key's columns, in the order of the key. */
  List<String> key();

  /** Members of an ENUM or SET; empty for any other column. */
  List<String> members(int column);

  /** The column's type as a statement writes it, upper case. */
  String typeName(int column);

  /** 0 when none is said. */
  int length(int column);

  /** 0 when none is said. */
  int scale(int column);

  boolean nullable(int column);

  /** True when the server computes the column. */
  boolean generated(int column);

  /** Of text. */
  Optional<String> charset(int column);
}
