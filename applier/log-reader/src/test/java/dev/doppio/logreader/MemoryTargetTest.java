package dev.doppio.logreader;

import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.document.TableVersion;
import java.util.Comparator;
import java.util.List;

final class MemoryTargetTest extends TargetContract {
  private MemoryTarget target;

  @Override
  protected Target emptyTarget() {
    target = new MemoryTarget();
    return target;
  }

  @Override
  protected void breakConnections() {
    target.failNext(MemoryTarget.Fault.COMMIT_DONE_BUT_UNANSWERED);
  }

  @Override
  protected List<Row> visible(TableVersion table) {
    return target.documents(table.name()).values().stream()
        .sorted(Comparator.comparing(row -> (Long) row.values()[0]))
        .toList();
  }
}
