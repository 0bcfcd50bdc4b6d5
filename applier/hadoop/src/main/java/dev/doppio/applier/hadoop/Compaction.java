package dev.doppio.applier.hadoop;

import dev.doppio.schemas.document.TableName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.parquet.Parquet;

/**
 * Writes the files of one Iceberg table anew, as they were in one snapshot. Rows get that
 * snapshot's sequence number, so deletes that were committed meanwhile act on them as they did on
 * the files that they replace; so nothing that others commit is lost, and nobody waits. Used once.
 */
class Compaction {
  private static final long SMALL_BYTES = 64L << 20;

  private final DocumentTables tables;
  private final TableName table;
  private final Kind kind;
  private final BaseTable read;
  private final TableFiles files;
  private final List<DataFile> data = new ArrayList<>();
  private final List<DeleteFile> deletes = new ArrayList<>();
  private final List<DataFile> written = new ArrayList<>();

  Compaction(DocumentTables tables, TableName table, Kind kind) {
    this.tables = tables;
    this.table = table;
    this.kind = kind;
    this.read = tables.find(table, kind).orElseThrow();
    this.files = new TableFiles(read);
  }

  Compacted run() {
    Snapshot snapshot = read.currentSnapshot();
    if (snapshot != null) {
      try {
        list(snapshot);
        switch (kind) {
          case CHANGES -> parts();
          case CURRENT -> whole(snapshot);
        }
      } catch (IOException e) {
        throw HadoopFailures.of(read.name() + ", compacting", e);
      }
      if (!data.isEmpty() || !deletes.isEmpty()) {
        written();
        tables.rewrite(table, kind, rewrite -> fill(rewrite, snapshot));
      }
    }
    return new Compacted(read.name(), data.size(), deletes.size(), written.size(), 0);
  }

  /** The new files are there, and not committed: what others do now, a test can say. */
  void written() {}

  private void list(Snapshot snapshot) throws IOException {
    FileIO io = read.io();
    for (ManifestFile manifest : snapshot.dataManifests(io)) {
      try (ManifestReader<DataFile> entries = ManifestFiles.read(manifest, io, read.specs())) {
        entries.forEach(file -> data.add(file.copy()));
      }
    }
    for (ManifestFile manifest : snapshot.deleteManifests(io)) {
      try (ManifestReader<DeleteFile> entries =
          ManifestFiles.readDeleteManifest(manifest, io, read.specs())) {
        entries.forEach(file -> deletes.add(file.copy()));
      }
    }
  }

  /** Deletes can go only with every file that they may act on. */
  private void whole(Snapshot snapshot) throws IOException {
    if (deletes.isEmpty() && data.stream().filter(Compaction::isSmall).count() < 2) {
      data.clear();
      return;
    }
    try (CloseableIterable<Record> rows =
        IcebergGenerics.read(read).useSnapshot(snapshot.snapshotId()).build()) {
      PartitionKey unparted = new PartitionKey(read.spec(), read.schema());
      written.addAll(files.rows(unparted, rows, row -> row));
    }
  }

  /** Small files of one part of the table become one. */
  private void parts() throws IOException {
    Map<String, List<DataFile>> parts = new TreeMap<>();
    data.stream()
        .filter(Compaction::isSmall)
        .forEach(
            file ->
                parts
                    .computeIfAbsent(
                        read.spec().partitionToPath(file.partition()), any -> new ArrayList<>())
                    .add(file));
    parts.values().removeIf(part -> part.size() < 2);
    data.clear();
    for (List<DataFile> part : parts.values()) {
      data.addAll(part);
      try (CloseableIterable<Record> rows =
          CloseableIterable.concat(part.stream().map(this::rows).toList())) {
        written.addAll(files.rows(part.get(0).partition(), rows, row -> row));
      }
    }
  }

  private static boolean isSmall(ContentFile<?> file) {
    return file.fileSizeInBytes() < SMALL_BYTES;
  }

  private CloseableIterable<Record> rows(DataFile file) {
    return Parquet.read(read.io().newInputFile(file.location()))
        .project(read.schema())
        .createReaderFunc(
            there -> GenericParquetReaders.buildReader(read.schema(), there, new HashMap<>()))
        .build();
  }

  private void fill(RewriteFiles rewrite, Snapshot snapshot) {
    data.forEach(rewrite::deleteFile);
    deletes.forEach(rewrite::deleteFile);
    written.forEach(rewrite::addFile);
    rewrite.validateFromSnapshot(snapshot.snapshotId());
    if (!written.isEmpty()) {
      rewrite.dataSequenceNumber(snapshot.sequenceNumber());
    }
  }
}
