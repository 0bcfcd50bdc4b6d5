package dev.doppio.applier.hadoop;

import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.SupportsPrefixOperations;

/** Files that a process wrote and did not live to commit: no snapshot has them. */
final class Orphans {
  private Orphans() {}

  /**
   * @param before younger files are left alone: they may be of a commit under way
   * @return how many went
   */
  static int delete(BaseTable table, Instant before) {
    if (!(table.io() instanceof SupportsPrefixOperations files)) {
      return 0;
    }
    if (table.currentSnapshot() == null) {
      return 0;
    }
    Set<String> known = known(table);
    List<FileInfo> orphans =
        StreamSupport.stream(files.listPrefix(table.location() + "/data").spliterator(), false)
            .filter(file -> file.createdAtMillis() < before.toEpochMilli())
            .filter(file -> !known.contains(path(file.location())))
            .toList();
    orphans.forEach(file -> table.io().deleteFile(file.location()));
    return orphans.size();
  }

  private static Set<String> known(BaseTable table) {
    Set<String> known = new HashSet<>();
    Set<String> manifests = new HashSet<>();
    for (Snapshot snapshot : table.snapshots()) {
      for (ManifestFile manifest : snapshot.allManifests(table.io())) {
        if (manifests.add(manifest.path())) {
          add(known, table, manifest);
        }
      }
    }
    return known;
  }

  private static void add(Set<String> known, BaseTable table, ManifestFile manifest) {
    FileIO io = table.io();
    if (manifest.content() == ManifestContent.DATA) {
      try (ManifestReader<DataFile> files = ManifestFiles.read(manifest, io, table.specs())) {
        files.forEach(file -> known.add(path(file.location())));
      } catch (IOException e) {
        throw HadoopFailures.of(manifest.path(), e);
      }
    } else {
      try (ManifestReader<DeleteFile> files =
          ManifestFiles.readDeleteManifest(manifest, io, table.specs())) {
        files.forEach(file -> known.add(path(file.location())));
      } catch (IOException e) {
        throw HadoopFailures.of(manifest.path(), e);
      }
    }
  }

  private static String path(String location) {
    return new Path(location).toUri().getPath();
  }
}
