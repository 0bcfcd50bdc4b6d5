package dev.doppio.cli.demo;

import dev.doppio.cli.compare.Copy;
import dev.doppio.cli.config.ApplySettings;
import dev.doppio.cli.desk.TargetDesk;
import dev.doppio.logreader.TargetView;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.PartitionId;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * An index, or tables, of one datacenter: the daemon that fills it, where it stands, and what it
 * holds.
 *
 * @param name for people
 * @param daemon not started
 * @param settings the daemon's
 * @param partitions of the log
 * @param copy its documents
 */
record FolderTarget(
    String name, DaemonProcess daemon, ApplySettings settings, int partitions, Copy copy) {
  FolderTarget {
    Objects.requireNonNull(name);
    Objects.requireNonNull(daemon);
    Objects.requireNonNull(settings);
    Objects.requireNonNull(copy);
  }

  /** Data transactions that are applied, by the checkpoints beside the documents. */
  long applied() {
    try (TargetView view = TargetDesk.of(settings).look()) {
      return IntStream.range(0, partitions)
          .mapToObj(number -> new PartitionId(DemoOptions.DATABASE, number))
          .flatMap(partition -> view.standing(partition).checkpoint().stream())
          .mapToLong(Checkpoint::transactions)
          .sum();
    }
  }
}
