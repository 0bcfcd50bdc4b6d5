package dev.doppio.cli.compare;

import java.util.function.Consumer;

/** Documents of a database outside MySQL: an index, tables of a data lake. */
public interface Copy {
  /** Every document of a table, in any order. */
  void read(String table, Consumer<Document> to);
}
