package dev.doppio.logreader.example;

import dev.doppio.logreader.Target;
import dev.doppio.logreader.TargetContract;
import dev.doppio.logreader.TargetPartition;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.PartitionId;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Comparator;
import java.util.List;

/** The example keeps the contract of targets. */
final class DocumentIndexTest extends TargetContract {
  private final DocumentIndex index = new DocumentIndex();
  private boolean broken;

  @Override
  protected Target emptyTarget() {
    return new Target() {
      @Override
      public TargetPartition open(PartitionId partition) {
        return breakable(index.open(partition));
      }

      @Override
      public void close() {
        index.close();
      }
    };
  }

  @Override
  protected void breakConnections() {
    broken = true;
  }

  @Override
  protected List<Row> visible(TableVersion table) {
    return index.documents(table.name()).stream()
        .map(DocumentIndex.Document::row)
        .sorted(Comparator.comparing(row -> (Long) row.values()[0]))
        .toList();
  }

  /** Memory does not break: one call goes wrong in its place. */
  private TargetPartition breakable(TargetPartition partition) {
    return (TargetPartition)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {TargetPartition.class},
            (proxy, method, arguments) -> {
              if (broken) {
                broken = false;
                throw new DoppioException(FailureKind.TARGET_UNAVAILABLE, "injected");
              }
              try {
                return method.invoke(partition, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
