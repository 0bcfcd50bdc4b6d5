package dev.doppio.applier.hadoop;

import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;

/**
 * Files of one snapshot: its deletes act on the snapshots before it, not on its own rows. Several
 * are committed together where one key is in more than one of them.
 *
 * @param data rows
 * @param deletes by equality
 */
record Step(List<DataFile> data, List<DeleteFile> deletes) {
  Step {
    data = List.copyOf(data);
    deletes = List.copyOf(deletes);
  }

  boolean isEmpty() {
    return data.isEmpty() && deletes.isEmpty();
  }

  List<String> locations() {
    return java.util.stream.Stream.concat(
            data.stream().map(DataFile::location), deletes.stream().map(DeleteFile::location))
        .toList();
  }
}
