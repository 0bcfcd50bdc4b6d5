package dev.doppio.capture.stream;

import dev.doppio.capture.statement.Statement;
import dev.doppio.capture.structure.CreateTable;
import dev.doppio.capture.structure.GeneratedColumns;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import io.debezium.connector.mysql.antlr.MySqlAntlrDdlParser;
import io.debezium.connector.mysql.charset.MySqlCharsetRegistry;
import io.debezium.relational.Column;
import io.debezium.relational.Table;
import io.debezium.relational.TableId;
import io.debezium.relational.Tables;
import io.debezium.text.MultipleParsingExceptions;
import io.debezium.text.ParsingException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tables as Debezium's parser has followed them, from the structures that the log has for the place
 * of the start through every statement behind it; what that does not tell, the generated columns,
 * with words of our own. One thread.
 */
final class ParsedStructures {
  private final Session session;
  private final Tables tables;
  private final GeneratedColumns generated = new GeneratedColumns();
  private final MySqlAntlrDdlParser parser;

  ParsedStructures(Session session) {
    this.session = session;
    this.tables = new Tables(session.ignoresCaseOfTables());
    this.parser =
        new MySqlAntlrDdlParser(
            true, false, false, Tables.TableFilter.includeAll(), new MySqlCharsetRegistry());
    session.known().forEach(this::start);
  }

  /** The table; empty when it is not known. */
  Optional<KnownTable> of(TableName table) {
    return model(table).flatMap(this::known);
  }

  private Optional<Table> model(TableName table) {
    TableId id = new TableId(table.database(), null, table.table());
    return Optional.ofNullable(tables.forTable(id));
  }

  /** A model with what it lacks; empty when that is not known. */
  private Optional<KnownTable> known(Table model) {
    return generated.of(name(model.id())).map(columns -> new ParsedTable(model, columns));
  }

  private static TableName name(TableId id) {
    return new TableName(id.catalog(), id.table());
  }

  /** Captured tables that are known. */
  Map<TableName, KnownTable> captured() {
    Map<TableName, KnownTable> captured = new LinkedHashMap<>();
    for (TableId id : tables.tableIds()) {
      TableName name = name(id);
      of(name).ifPresent(known -> captured.put(name, known));
    }
    return captured;
  }

  /**
   * Follows a statement.
   *
   * @param database the database it ran in; may be empty
   * @return why the parser can't read it: then its tables have to be {@link #learn learned}
   */
  Optional<String> apply(Statement statement, String database) {
    for (TableName table : statement.tables()) {
      if (session.isCaptured(table)) {
        defaultCharset(table.database());
        defaultCharset(table);
      }
    }
    Optional<String> unreadable = follow(statement, database);
    // Not every statement on a table that is not captured is seen here.
    tables.tableIds().stream()
        .filter(id -> !session.isCaptured(name(id)))
        .forEach(tables::removeTable);
    return unreadable;
  }

  /** The table is of this version, whatever statements have said of it. */
  void learn(TableVersion table) {
    TableName name = table.name();
    tables.removeTable(new TableId(name.database(), null, name.table()));
    generated.forget(name);
    start(table);
  }

  private void start(TableVersion table) {
    String database = table.name().database();
    Statement statement = Statement.of(CreateTable.of(table), database);
    Optional<String> unreadable = follow(statement, database);
    if (unreadable.isPresent()) {
      throw new DoppioException(
          FailureKind.INTERNAL,
          "table " + table + " can't be followed: " + unreadable.get() + "; please report it");
    }
  }

  private Optional<String> follow(Statement statement, String database) {
    parser.setCurrentDatabase(database);
    parser.setCurrentSchema(database);
    generated.apply(statement);
    try {
      parser.parse(statement.sql(), tables);
      return Optional.empty();
    } catch (ParsingException | MultipleParsingExceptions e) {
      return Optional.of(String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    }
  }

  /** Of a schema that no statement behind the start has made: the one it has now. */
  private void defaultCharset(String schema) {
    if (!parser.charsetNameForDatabase().containsKey(schema)) {
      session
          .now()
          .charset(schema)
          .ifPresent(charset -> parser.charsetNameForDatabase().put(schema, charset));
    }
  }

  /** The log holds the charset of each column, not that of columns to come. */
  private void defaultCharset(TableName table) {
    model(table)
        .filter(model -> model.defaultCharsetName() == null)
        .ifPresent(
            model ->
                session
                    .now()
                    .charset(table)
                    .or(() -> likely(model))
                    .map(model.edit()::setDefaultCharsetName)
                    .ifPresent(edited -> tables.overwriteTable(edited.create())));
  }

  /**
   * Of a table that is gone by now, as a shadow table after its swap: that of its columns, else of
   * its schema. Where this is wrong, the table maps of its rows say so.
   */
  private Optional<String> likely(Table model) {
    Set<String> charsets =
        model.columns().stream()
            .map(Column::charsetName)
            .filter(Objects::nonNull)
            .collect(Collectors.toSet());
    String schema = model.id().catalog();
    return charsets.size() == 1
        ? charsets.stream().findFirst()
        : Optional.ofNullable(parser.charsetNameForDatabase().get(schema));
  }
}
