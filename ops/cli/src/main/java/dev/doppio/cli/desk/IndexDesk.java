package dev.doppio.cli.desk;

import dev.doppio.applier.search.IndexView;
import dev.doppio.applier.search.LuceneTarget;
import dev.doppio.applier.search.LuceneTargetConfig;
import dev.doppio.logreader.Rewind;
import dev.doppio.logreader.Skip;
import dev.doppio.logreader.Skips;
import dev.doppio.logreader.TargetView;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.PartitionId;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A folder of Lucene indexes. */
record IndexDesk(LuceneTargetConfig config) implements TargetDesk {
  @Override
  public List<String> preflight() {
    return LuceneTarget.preflight(config);
  }

  @Override
  public TargetView look() {
    return new IndexView(config);
  }

  @Override
  public Skips skips() {
    LuceneTarget target = LuceneTarget.connect(config);
    return new Skips() {
      @Override
      public Optional<Checkpoint> look(PartitionId partition) {
        return target.look(partition);
      }

      @Override
      public void skip(Skip skip, String who, String reason) {
        target.skip(skip, who, reason, Clock.systemUTC());
      }

      @Override
      public void close() {
        target.close();
      }
    };
  }

  @Override
  public Rewinds rewinds() {
    LuceneTarget target = LuceneTarget.connect(config);
    return new Rewinds() {
      /** A commit of the index has no place for who and why. */
      @Override
      public Rewind.Done rewind(Rewind rewind, String who, String reason) {
        return target.rewind(rewind);
      }

      @Override
      public Rewind.Done undo(PartitionId partition) {
        return target.undoRewind(partition);
      }

      /** What a partition holds goes with its checkpoint. */
      @Override
      public List<String> contents() {
        return List.of();
      }

      /** An index takes any change of any document. */
      @Override
      public void awaitSnapshots(PartitionId partition, Set<TableName> tables) {}

      @Override
      public void close() {
        target.close();
      }
    };
  }
}
