package dev.doppio.cli.replay;

import dev.doppio.logreader.Run;
import dev.doppio.schemas.change.ControlRecord;
import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.util.List;

/** Where a replay goes. What one run brings comes in one piece, or in parts one after the other. */
public interface Sink extends AutoCloseable {
  /**
   * Changes of a run.
   *
   * @param first whether nothing of this run came before
   */
  void run(PartitionId partition, Run run, List<DocumentChange> changes, boolean first);

  /** A change of a table's structure. */
  void schemaChange(PartitionId partition, Scn at, ControlRecord.SchemaChange change);

  /** All so far is to be where it belongs. */
  void flush();

  @Override
  void close();

  /** Of a dry run. */
  static Sink nowhere() {
    return new Sink() {
      @Override
      public void run(
          PartitionId partition, Run run, List<DocumentChange> changes, boolean first) {}

      @Override
      public void schemaChange(PartitionId partition, Scn at, ControlRecord.SchemaChange change) {}

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }
}
