package dev.doppio.capture.stream;

import dev.doppio.capture.config.CaptureConfig;
import dev.doppio.capture.mysql.SqlSession;
import dev.doppio.capture.mysql.TableCatalog;
import dev.doppio.capture.structure.TableFacts;
import dev.doppio.schemas.document.TableName;
import java.util.Optional;
import java.util.function.Function;

/** What the server says now, which may be long after the place of the binlog that is read. */
interface ServerNow {
  /** The charset of a schema's tables that name none. */
  Optional<String> charset(String schema);

  /** The charset of a table's columns that name none; empty when it is gone. */
  Optional<String> charset(TableName table);

  /** The table; empty when it is gone. */
  Optional<TableFacts> table(TableName table);

  /** Asks over a connection of its own each time. */
  static ServerNow of(CaptureConfig config) {
    return new ServerNow() {
      @Override
      public Optional<String> charset(String schema) {
        return ask(catalog -> catalog.defaultCharset(schema));
      }

      @Override
      public Optional<String> charset(TableName table) {
        return ask(catalog -> catalog.defaultCharset(table));
      }

      @Override
      public Optional<TableFacts> table(TableName table) {
        return ask(catalog -> catalog.table(table));
      }

      private <T> T ask(Function<TableCatalog, T> question) {
        try (SqlSession sql = SqlSession.open(config.endpoint(), config.mysql())) {
          return question.apply(new TableCatalog(sql));
        }
      }
    };
  }
}
