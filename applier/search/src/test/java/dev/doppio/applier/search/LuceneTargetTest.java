package dev.doppio.applier.search;

import dev.doppio.logreader.Target;
import dev.doppio.logreader.TargetContract;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.document.TableVersion;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.apache.lucene.document.Document;
import org.junit.jupiter.api.io.TempDir;

/** The search index keeps the contract of targets, on a real disk. */
final class LuceneTargetTest extends TargetContract {
  @TempDir Path folder;

  private final Disk disk = new Disk();

  @Override
  protected Target emptyTarget() {
    return LuceneTarget.connect(
        new LuceneTargetConfig(folder.resolve("search"), "dc1", 4 << 20, 2, 100), disk);
  }

  @Override
  protected void breakConnections() {
    disk.goAway();
  }

  @Override
  protected List<Row> visible(TableVersion table) {
    return PlainIndex.documents(folder).stream()
        .filter(document -> document.get("_table").equals(table.name().table()))
        .map(document -> row(table, document))
        .sorted(Comparator.comparing(row -> (Long) row.values()[0]))
        .toList();
  }

  private static Row row(TableVersion table, Document document) {
    Object[] values = new Object[table.columns().size()];
    values[0] = document.getField("id").numericValue().longValue();
    for (int i = 1; i < values.length; i++) {
      values[i] = document.get(table.columns().get(i).name());
    }
    return new Row(table, values);
  }
}
