package dev.doppio.cli.tail;

import dev.doppio.logreader.Run;
import dev.doppio.schemas.change.ControlRecord;
import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.util.List;

/** How runs are written. Lines have no line breaks in them. */
public interface Form {
  /**
   * A run, or a part of it that is too large to wait for its end.
   *
   * @param run where the changes come from; its end is told on its last part
   * @param first whether this is its first part
   */
  List<String> run(PartitionId partition, Run run, List<DocumentChange> changes, boolean first);

  /**
   * A change of a table's structure.
   *
   * @param at its own run
   */
  List<String> schemaChange(PartitionId partition, Scn at, ControlRecord.SchemaChange change);

  /**
   * The documents of a table are gone.
   *
   * @param at its own run
   */
  List<String> truncation(PartitionId partition, Scn at, ControlRecord.Truncation truncation);
}
