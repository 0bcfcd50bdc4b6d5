package dev.doppio.logreader.example;

import dev.doppio.logreader.Reach;
import dev.doppio.logreader.Run;
import dev.doppio.logreader.Target;
import dev.doppio.logreader.TargetPartition;
import dev.doppio.schemas.change.ControlRecord;
import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.document.DocumentKey;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.PartitionId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Documents by key, each with the SCN of its last change as its version. */
public final class DocumentIndex implements Target {
  /** What is found under a key. */
  public record Document(long version, Row row) {}

  private record Id(TableName table, DocumentKey key) {}

  private record Write(long version, DocumentChange change) {}

  /** One partition: documents and checkpoint behind one lock, as behind one transaction. */
  private static final class Shard {
    private final Map<Id, Document> documents = new HashMap<>();
    private Optional<Checkpoint> checkpoint = Optional.empty();
    private Optional<Owner> owner = Optional.empty();
  }

  private final Map<PartitionId, Shard> shards = new ConcurrentHashMap<>();

  @Override
  public TargetPartition open(PartitionId partition) {
    Shard shard = shards.computeIfAbsent(partition, id -> new Shard());
    synchronized (shard) {
      Owner owner = new Owner(shard, shard.checkpoint);
      shard.owner = Optional.of(owner); // whoever had it can't commit any more
      return owner;
    }
  }

  @Override
  public void close() {}

  /** All documents of a table that were committed. */
  public List<Document> documents(TableName table) {
    List<Document> found = new ArrayList<>();
    for (Shard shard : shards.values()) {
      synchronized (shard) {
        shard.documents.forEach(
            (id, document) -> {
              if (id.table().equals(table)) {
                found.add(document);
              }
            });
      }
    }
    return found;
  }

  private static final class Owner implements TargetPartition {
    private final Shard shard;
    private final List<Write> writes = new ArrayList<>();
    private final List<TableName> truncated = new ArrayList<>();
    private Optional<Checkpoint> left;

    Owner(Shard shard, Optional<Checkpoint> left) {
      this.shard = shard;
      this.left = left;
    }

    @Override
    public Optional<Checkpoint> checkpoint() {
      return left;
    }

    @Override
    public void begin() {
      synchronized (shard) {
        requireMine();
      }
    }

    @Override
    public void rows(Run run, List<DocumentChange> changes) {
      changes.forEach(change -> writes.add(new Write(run.scn().packed(), change)));
    }

    @Override
    public void commit(Checkpoint checkpoint) {
      synchronized (shard) {
        requireMine();
        shard.documents.keySet().removeIf(id -> truncated.contains(id.table()));
        writes.forEach(this::apply);
        shard.checkpoint = Optional.of(checkpoint);
      }
      left = Optional.of(checkpoint);
      abort();
    }

    @Override
    public void schemaChanged(
        ControlRecord.SchemaChange change,
        Optional<TableVersion> before,
        Optional<TableVersion> after,
        Reach reach) {
      boolean named = after.filter(table -> table.name().equals(change.table())).isPresent();
      if (!named) { // dropped, or renamed; others leave the documents what they are
        synchronized (shard) {
          requireMine();
          Map<Id, Document> gone = new HashMap<>(shard.documents);
          gone.keySet().removeIf(id -> !id.table().equals(change.table()));
          shard.documents.keySet().removeAll(gone.keySet());
          after
              .map(TableVersion::name)
              .ifPresent(
                  to ->
                      gone.forEach(
                          (id, row) -> shard.documents.put(new Id(to, id.key().in(to)), row)));
        }
      }
    }

    @Override
    public void truncated(ControlRecord.Truncation truncation, TableVersion version, Reach reach) {
      truncated.add(truncation.table());
    }

    @Override
    public void abort() {
      writes.clear();
      truncated.clear();
    }

    @Override
    public void close() {
      abort();
    }

    private void apply(Write write) {
      Id id = new Id(write.change().table(), write.change().key());
      write
          .change()
          .after()
          .ifPresentOrElse(
              row -> shard.documents.put(id, new Document(write.version(), row)),
              () -> shard.documents.remove(id));
    }

    private void requireMine() {
      if (!shard.owner.equals(Optional.of(this)) || !shard.checkpoint.equals(left)) {
        throw new DoppioException(
            FailureKind.CHECKPOINT_LOST,
            "another reader has this partition of the index: it keeps it; end one of the two");
      }
    }
  }
}
