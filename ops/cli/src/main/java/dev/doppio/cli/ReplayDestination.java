package dev.doppio.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Where a replay goes. */
final class ReplayDestination {
  @Option(names = "--into-file", paramLabel = "FILE", description = "Instead of to the screen.")
  private Optional<Path> file = Optional.empty();

  @Option(
      names = "--into-topic",
      paramLabel = "PREFIX.DATABASE",
      description =
          "Copies whole runs, byte for byte, into another topic of the same brokers, and the table"
              + " versions into PREFIX.schemas.")
  private Optional<String> topic = Optional.empty();

  @Option(
      names = "--into-target",
      description =
          "Applies it to the target of the applier's configuration, as the applier would; what has"
              + " no checkpoint there is built anew.")
  private boolean target;

  @Option(
      names = "--into-source",
      description =
          "Gives the server of a sidecar's configuration the transactions that the log has and it"
              + " lacks, under their GTIDs.")
  private boolean source;

  @Option(
      names = "--group",
      arity = "0..1",
      fallbackValue = "",
      paramLabel = "GROUP",
      description =
          "Sets the checkpoints of the target of an applier's configuration back, beside its"
              + " running appliers, which go on from there. With a name: the committed offsets of a"
              + " Kafka consumer group of one's own, which has to stand still.")
  private Optional<String> group = Optional.empty();

  @Option(names = "--undo", description = "Of --group: puts back what the last one has set back.")
  private boolean undo;

  @Option(
      names = "--rewind",
      description = "Of --into-target: a target that is ahead of the begin is set back to it.")
  private boolean rewind;

  @Option(
      names = "--anew",
      description =
          "Of --into-target: builds indexes beside those that are searched, whose place they take"
              + " at the end.")
  private boolean anew;

  @Option(
      names = "--server",
      paramLabel = "HOST:PORT",
      description = "Of --into-source: another server of the node than the first.")
  private Optional<String> server = Optional.empty();

  @Option(
      names = "--empty-others",
      description =
          "Of --into-source: what the log has nothing of is executed without changes, so that the"
              + " server's set of GTIDs covers the log's position.")
  private boolean emptyOthers;

  @Option(
      names = "--resume",
      description = "Goes on behind what the file or the topic holds; the other options as before.")
  private boolean resume;

  /** Ways of a replay. */
  enum Kind {
    SCREEN,
    FILE,
    TOPIC,
    TARGET,
    SOURCE,
    GROUP
  }

  /**
   * The one that is meant.
   *
   * @throws IllegalArgumentException on two of them, or options that do not belong to it
   */
  Kind kind() {
    long said =
        Stream.of(file.isPresent(), topic.isPresent(), target, source, group.isPresent())
            .filter(given -> given)
            .count();
    if (said > 1) {
      throw new IllegalArgumentException(
          "one of --into-file, --into-topic, --into-target, --into-source, --group");
    }
    refuse(undo && group.isEmpty(), "--undo takes a --group back: name it");
    refuse((rewind || anew) && !target, "--rewind and --anew belong to --into-target");
    refuse(
        (emptyOthers || server.isPresent()) && !source,
        "--server and --empty-others belong to --into-source");
    refuse(rewind && anew, "--rewind sets back what --anew would not touch: one of them");
    refuse(
        resume && file.isEmpty() && topic.isEmpty(),
        "--resume goes on with a file or a topic: name it, --into-file or --into-topic");
    if (target) {
      return Kind.TARGET;
    }
    if (source) {
      return Kind.SOURCE;
    }
    return group
        .map(any -> Kind.GROUP)
        .or(() -> topic.map(any -> Kind.TOPIC))
        .or(() -> file.map(any -> Kind.FILE))
        .orElse(Kind.SCREEN);
  }

  private static void refuse(boolean wrong, String why) {
    if (wrong) {
      throw new IllegalArgumentException(why);
    }
  }

  Optional<Path> file() {
    return file;
  }

  String topic() {
    return topic.orElseThrow();
  }

  /** Name of a group of one's own; empty for that of the target's appliers. */
  Optional<String> group() {
    return group.filter(name -> !name.isEmpty());
  }

  boolean undo() {
    return undo;
  }

  boolean rewind() {
    return rewind;
  }

  boolean anew() {
    return anew;
  }

  boolean resume() {
    return resume;
  }

  Optional<String> server() {
    return server;
  }

  boolean emptyOthers() {
    return emptyOthers;
  }
}
