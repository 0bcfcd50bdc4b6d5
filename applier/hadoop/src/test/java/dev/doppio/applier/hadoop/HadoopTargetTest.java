package dev.doppio.applier.hadoop;

import dev.doppio.logreader.Target;
import dev.doppio.logreader.TargetContract;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.document.TableVersion;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import org.apache.iceberg.data.Record;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** The warehouse keeps the contract of targets, on a real disk. */
final class HadoopTargetTest extends TargetContract {
  @TempDir Path folder;

  @Override
  protected Target emptyTarget() {
    return HadoopTarget.connect(Shop.config(folder), Clock.systemUTC());
  }

  @Override
  protected void breakConnections() {
    FragileFiles.failOnce();
  }

  @AfterEach
  void repair() {
    FragileFiles.comeBack();
  }

  @Override
  protected List<Row> visible(TableVersion table) {
    return PlainTables.rows(folder, table.name().toString()).stream()
        .map(record -> row(table, record))
        .sorted(Comparator.comparing(row -> (Long) row.values()[0]))
        .toList();
  }

  private static Row row(TableVersion table, Record record) {
    Object[] values =
        table.columns().stream().map(column -> record.getField(column.name())).toArray();
    return new Row(table, values);
  }
}
