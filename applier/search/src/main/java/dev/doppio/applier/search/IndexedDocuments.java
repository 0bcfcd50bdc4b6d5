package dev.doppio.applier.search;

import dev.doppio.schemas.document.DocumentKey;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.PartitionId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.BytesRef;

/**
 * What the indexes of a folder keep of single documents, beside the applier that writes them. A
 * commit has documents and checkpoint of its partition together, so what is read of a partition is
 * of a known place of the log. Writes nothing. Not thread-safe.
 */
public final class IndexedDocuments implements AutoCloseable {
  private final LuceneTargetConfig config;
  private final Map<PartitionId, Shard> shards = new HashMap<>();

  private record Shard(Path folder, Directory directory, DirectoryReader reader)
      implements AutoCloseable {
    @Override
    public void close() throws IOException {
      reader.close();
      directory.close();
    }
  }

  /**
   * A document as its index has it.
   *
   * @param partition whose index holds it
   * @param key its path
   * @param fields all that is stored of it but when it was written, by their names
   */
  public record Document(PartitionId partition, DocumentKey key, SortedMap<String, String> fields) {
    public Document {
      Objects.requireNonNull(partition);
      Objects.requireNonNull(key);
      Objects.requireNonNull(fields);
    }

    /** Names the document only: contents never enter a log file. */
    @Override
    public String toString() {
      return "document " + key + " in " + partition;
    }
  }

  /**
   * @param config the applier's
   */
  public IndexedDocuments(LuceneTargetConfig config) {
    this.config = config;
  }

  /** What an index that is right has as {@link Document#fields} of a row. */
  public static SortedMap<String, String> fields(Row row) {
    return fields(DocumentFields.stored(row));
  }

  /** Where partitions stand now; those that nothing was applied of are not in it. */
  public Map<PartitionId, Checkpoint> checkpoints(Collection<PartitionId> partitions) {
    Map<PartitionId, Checkpoint> at = new TreeMap<>();
    for (PartitionId partition : partitions) {
      attempt(partition, () -> reader(partition))
          .flatMap(reader -> checkpoint(partition, reader))
          .ifPresent(place -> at.put(partition, place));
    }
    return at;
  }

  /**
   * Documents of a table as their partitions' last commits have them.
   *
   * @param keys of each partition; of all of them the place is told
   * @param to told of each document that is there
   * @return where the partitions stood
   */
  public Map<PartitionId, Checkpoint> read(
      TableName table, Map<PartitionId, List<DocumentKey>> keys, Consumer<Document> to) {
    Map<PartitionId, Checkpoint> at = new TreeMap<>();
    keys.forEach(
        (partition, wanted) ->
            attempt(
                partition,
                () -> {
                  Optional<DirectoryReader> reader = reader(partition);
                  if (reader.isPresent()) {
                    checkpoint(partition, reader.get())
                        .ifPresent(place -> at.put(partition, place));
                    read(partition, reader.get(), table, wanted, to);
                  }
                  return partition;
                }));
    return at;
  }

  private static void read(
      PartitionId partition,
      DirectoryReader reader,
      TableName table,
      List<DocumentKey> wanted,
      Consumer<Document> to)
      throws IOException {
    List<BytesRef> ids =
        wanted.stream()
            .map(key -> new BytesRef(FieldNames.id(partition, table, key)))
            .collect(Collectors.toList());
    StoredVisit.each(
        reader,
        new TermInSetQuery(FieldNames.ID, ids),
        stored -> to.accept(new Document(partition, key(stored), fields(stored.getFields()))));
  }

  /** The keys of all documents of a table that these partitions' indexes hold, in no order. */
  public void keys(
      TableName table,
      Collection<PartitionId> partitions,
      BiConsumer<PartitionId, DocumentKey> to) {
    for (PartitionId partition : partitions) {
      attempt(
          partition,
          () -> {
            Optional<DirectoryReader> reader = reader(partition);
            if (reader.isPresent()) {
              StoredVisit.each(
                  reader.get(), TableQuery.of(table), stored -> to.accept(partition, key(stored)));
            }
            return partition;
          });
    }
  }

  /** Behind its database where that is not the log's own: a colon is in no key. */
  private static DocumentKey key(org.apache.lucene.document.Document stored) {
    String id = String.valueOf(stored.get(FieldNames.ID));
    try {
      return new DocumentKey(id.substring(id.lastIndexOf(':') + 1));
    } catch (IllegalArgumentException e) {
      throw new DoppioException(
          FailureKind.TARGET_REJECTED,
          "the index has a document that Doppio has not written, with _id '"
              + id
              + "': delete it there",
          e);
    }
  }

  private static SortedMap<String, String> fields(Iterable<? extends IndexableField> stored) {
    SortedMap<String, String> fields = new TreeMap<>();
    for (IndexableField field : stored) {
      if (FieldNames.isContent(field.name())) {
        fields.merge(field.name(), text(field), (one, other) -> one + '\n' + other);
      }
    }
    return fields;
  }

  /** Tells apart what is not the same, the form in which it is stored included. */
  private static String text(IndexableField field) {
    if (field.numericValue() != null) {
      return field.numericValue().getClass().getSimpleName() + ' ' + field.numericValue();
    }
    return field.stringValue() == null
        ? "bytes " + HexFormat.of().formatHex(BytesRef.deepCopyOf(field.binaryValue()).bytes)
        : "text " + field.stringValue();
  }

  private Optional<Checkpoint> checkpoint(PartitionId partition, DirectoryReader reader) {
    return attempt(
        partition,
        () ->
            CommitData.parse(config.datacenter(), partition, reader.getIndexCommit().getUserData())
                .checkpoint());
  }

  /** Of the last commit of the indexes that are searched now. */
  private Optional<DirectoryReader> reader(PartitionId partition) throws IOException {
    Optional<Path> folder =
        new IndexFolder(config.folder())
            .live()
            .map(live -> IndexFolder.partition(live, partition))
            .filter(Files::isDirectory);
    Optional<Shard> known = Optional.ofNullable(shards.get(partition));
    if (known.isPresent() && known.map(Shard::folder).equals(folder)) {
      Optional.ofNullable(DirectoryReader.openIfChanged(known.get().reader()))
          .ifPresent(
              newer ->
                  shards.put(partition, new Shard(folder.get(), known.get().directory(), newer)));
      if (shards.get(partition) != known.get()) {
        known.get().reader().close();
      }
    } else {
      forget(partition);
      if (folder.isPresent()) {
        open(partition, folder.get());
      }
    }
    return Optional.ofNullable(shards.get(partition)).map(Shard::reader);
  }

  private void open(PartitionId partition, Path folder) throws IOException {
    Directory directory = FSDirectory.open(folder);
    if (DirectoryReader.indexExists(directory)) {
      shards.put(partition, new Shard(folder, directory, DirectoryReader.open(directory)));
    } else {
      directory.close();
    }
  }

  private void forget(PartitionId partition) throws IOException {
    Shard known = shards.remove(partition);
    if (known != null) {
      known.close();
    }
  }

  private interface Work<T> {
    T run() throws IOException;
  }

  private <T> T attempt(PartitionId partition, Work<T> work) {
    try {
      return work.run();
    } catch (IOException e) {
      throw LuceneFailures.of(partition + " in " + config.folder() + ", reading documents", e);
    }
  }

  /** Idempotent. */
  @Override
  public void close() {
    for (PartitionId partition : List.copyOf(shards.keySet())) {
      attempt(
          partition,
          () -> {
            forget(partition);
            return partition;
          });
    }
  }
}
