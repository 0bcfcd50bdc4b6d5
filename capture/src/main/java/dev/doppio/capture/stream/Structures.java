package dev.doppio.capture.stream;

import dev.doppio.capture.statement.Statement;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Tables as the statements up to the reader's place have left them. Before the first statement they
 * are as the log has them: the parser that follows statements takes a second of processor to begin,
 * which a start that has none to follow would spend for nothing. One thread.
 */
final class Structures {
  private final Session session;
  private final Map<TableName, TableVersion> untouched = new HashMap<>();
  private Optional<ParsedStructures> parsed = Optional.empty();

  Structures(Session session) {
    this.session = session;
    session.known().forEach(table -> untouched.put(table.name(), table));
  }

  /** The table; empty when it is not known. */
  Optional<KnownTable> of(TableName table) {
    TableVersion logged = untouched.get(table);
    return logged == null ? parsed().of(table) : Optional.of(new LoggedTable(logged));
  }

  /** Captured tables that are known. */
  Map<TableName, KnownTable> captured() {
    return parsed().captured();
  }

  /**
   * Follows a statement.
   *
   * @param database the database it ran in; may be empty
   * @return why the parser can't read it: then its tables have to be {@link #learn learned}
   */
  Optional<String> apply(Statement statement, String database) {
    return parsed().apply(statement, database);
  }

  /** The table is of this version, whatever statements have said of it. */
  void learn(TableVersion table) {
    parsed().learn(table);
  }

  private ParsedStructures parsed() {
    if (parsed.isEmpty()) {
      parsed = Optional.of(new ParsedStructures(session));
      untouched.clear();
    }
    return parsed.get();
  }
}
