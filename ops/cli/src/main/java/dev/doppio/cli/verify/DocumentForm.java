package dev.doppio.cli.verify;

import dev.doppio.schemas.document.Row;
import java.util.SortedMap;

/** What a replica that is no MySQL server keeps of a row. */
interface DocumentForm {
  /** Fields by their names, as a replica that is right has them. */
  SortedMap<String, String> fields(Row row);
}
