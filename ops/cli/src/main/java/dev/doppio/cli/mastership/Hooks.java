package dev.doppio.cli.mastership;

import dev.doppio.cli.config.MastershipSettings;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.Generation;
import dev.doppio.schemas.log.PartitionId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Runs the operator's own commands, which know how applications find the master of a partition.
 * Each may be run again for the same partition and generation.
 */
final class Hooks {
  private static final int MOST_SHOWN = 500;

  private final MastershipSettings settings;

  Hooks(MastershipSettings settings) {
    this.settings = settings;
  }

  /** Keeps applications from writing to the partition at this node. */
  void blockWrites(PartitionId partition, Generation generation) {
    run("block-writes", settings.blockWrites(), partition, generation);
  }

  /** Lets applications write to the partition at this node. */
  void admitWrites(PartitionId partition, Generation generation) {
    run("admit-writes", settings.admitWrites(), partition, generation);
  }

  /** True when there is a command that blocks writes. */
  boolean canBlock() {
    return settings.blockWrites().isPresent();
  }

  private void run(
      String name, Optional<String> command, PartitionId partition, Generation generation) {
    if (command.isPresent()) {
      try {
        run(name, command.get(), partition, generation);
      } catch (IOException e) {
        throw failed(name, command.get(), partition, e.getMessage());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw failed(name, command.get(), partition, "interrupted");
      }
    }
  }

  private void run(String name, String command, PartitionId partition, Generation generation)
      throws IOException, InterruptedException {
    Path said = Files.createTempFile("doppio-hook", ".out");
    try {
      ProcessBuilder process = new ProcessBuilder("/bin/sh", "-c", command);
      process.redirectErrorStream(true).redirectOutput(said.toFile());
      process
          .environment()
          .putAll(
              Map.of(
                  "DOPPIO_DATABASE", partition.database(),
                  "DOPPIO_PARTITION", Integer.toString(partition.number()),
                  "DOPPIO_GENERATION", generation.toString()));
      Process running = process.start();
      if (!running.waitFor(settings.hookTimeLimit().toMillis(), TimeUnit.MILLISECONDS)) {
        running.destroyForcibly();
        throw failed(
            name,
            command,
            partition,
            "no end within " + settings.hookTimeLimit().toMillis() + " ms");
      }
      if (running.exitValue() != 0) {
        String words = Files.readString(said, StandardCharsets.UTF_8).strip();
        throw failed(
            name,
            command,
            partition,
            "it ended with "
                + running.exitValue()
                + " and said: "
                + words.substring(0, Math.min(words.length(), MOST_SHOWN)));
      }
    } finally {
      Files.deleteIfExists(said);
    }
  }

  private static DoppioException failed(
      String name, String command, PartitionId partition, String how) {
    return new DoppioException(
        FailureKind.MASTERSHIP_PENDING,
        "mastership.hooks."
            + name
            + " ("
            + command
            + ") failed for "
            + partition
            + ": "
            + how
            + ". Mend it, then run the same command again");
  }
}
