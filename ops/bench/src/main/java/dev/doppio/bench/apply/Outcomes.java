package dev.doppio.bench.apply;

import dev.doppio.bench.workload.Backlog;
import dev.doppio.local.LocalException;
import dev.doppio.local.mysql.MySqlServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.hadoop.HadoopCatalog;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.Bits;

/**
 * Whether an index and a warehouse hold what the source does, read by Lucene and Iceberg alone: so
 * many documents, whose versions come to so many changes.
 */
final class Outcomes {
  private static final String VERSION = "version";

  private final MySqlServer source;

  Outcomes(MySqlServer source) {
    this.source = source;
  }

  /** Documents, and changes that they have seen. */
  private record Sum(long documents, long changes) {
    static final Sum NONE = new Sum(0, 0);

    Sum plus(long version) {
      return new Sum(documents + 1, changes + version);
    }

    Sum plus(Sum other) {
      return new Sum(documents + other.documents, changes + other.changes);
    }
  }

  /** The index in folder {@code index}. */
  void index(Path folder, Backlog backlog) throws SQLException {
    Path root = folder.resolve("index");
    try {
      Path live = root.resolve(Files.readString(root.resolve("live")).strip());
      Sum sum = Sum.NONE;
      try (Stream<Path> partitions = Files.list(live.resolve(backlog.database()))) {
        for (Path partition : partitions.toList()) {
          sum = sum.plus(index(partition));
        }
      }
      must(sum, backlog, "the index");
    } catch (IOException e) {
      throw new LocalException("Cannot read the index in " + root + ": " + e, e);
    }
  }

  private static Sum index(Path partition) throws IOException {
    Sum sum = Sum.NONE;
    try (DirectoryReader reader = DirectoryReader.open(FSDirectory.open(partition))) {
      for (LeafReaderContext leaf : reader.leaves()) {
        Bits live = leaf.reader().getLiveDocs();
        for (int number = 0; number < leaf.reader().maxDoc(); number++) {
          if (live == null || live.get(number)) {
            Document document = leaf.reader().storedFields().document(number);
            sum = sum.plus(document.getField(VERSION).numericValue().longValue());
          }
        }
      }
    }
    return sum;
  }

  /** Both tables of the warehouse in folder {@code warehouse}. */
  void warehouse(Path folder, Backlog backlog) throws SQLException {
    current(folder, backlog);
    changes(folder, backlog);
  }

  /** The table of the current state. */
  void current(Path folder, Backlog backlog) throws SQLException {
    must(table(folder, backlog, Backlog.TABLE), backlog, "the table of the current state");
  }

  /** The table of changes: each once. */
  void changes(Path folder, Backlog backlog) {
    long changes = table(folder, backlog, Backlog.TABLE + "_changes").documents();
    if (changes != backlog.rows()) {
      throw new LocalException(
          "the table of changes has " + changes + " rows of " + backlog.rows());
    }
  }

  private static Sum table(Path folder, Backlog backlog, String name) {
    String uri = "file:" + folder.resolve("warehouse").toAbsolutePath();
    try (HadoopCatalog catalog = new HadoopCatalog(new Configuration(), uri)) {
      return table(catalog, backlog, name);
    } catch (IOException e) {
      throw new LocalException("Cannot read the tables in " + uri + ": " + e, e);
    }
  }

  private static Sum table(HadoopCatalog catalog, Backlog backlog, String name) throws IOException {
    Table table = catalog.loadTable(TableIdentifier.of(backlog.database(), name));
    Sum sum = Sum.NONE;
    try (CloseableIterable<Record> rows =
        IcebergGenerics.read(table).select(List.of(VERSION)).build()) {
      for (Record row : rows) {
        sum = sum.plus((Integer) row.getField(VERSION));
      }
    }
    return sum;
  }

  private void must(Sum sum, Backlog backlog, String where) throws SQLException {
    try (Connection connection = source.connect();
        Statement sql = connection.createStatement();
        ResultSet row =
            sql.executeQuery(
                "SELECT COUNT(*), SUM(version) FROM "
                    + (backlog.database() + "." + Backlog.TABLE))) {
      row.next();
      Sum there = new Sum(row.getLong(1), row.getLong(2));
      if (!sum.equals(there)) {
        throw new LocalException(
            where + " has " + sum + " where the source has " + there + ": figures worth nothing");
      }
    }
  }
}
