package dev.doppio.schemas.log;

import dev.doppio.schemas.Doppio;
import java.util.Objects;
import java.util.Set;

/**
 * Names of the topics, as the log contract lists them.
 *
 * @param prefix first part of every name; {@link Doppio#TOPIC_PREFIX} unless configured otherwise
 */
public record TopicNames(String prefix) {
  /** What Kafka takes in a topic's name, and its greatest length. */
  private static final String LEGAL = "[A-Za-z0-9._-]{1,249}";

  private static final String SCHEMAS = "schemas";
  private static final String MASTERSHIP = "mastership";
  private static final Set<String> OURS = Set.of(SCHEMAS, MASTERSHIP);

  public TopicNames {
    Objects.requireNonNull(prefix);
    if (!prefix.matches(LEGAL)) {
      throw new IllegalArgumentException(
          "topic prefix '" + prefix + "': letters, digits, dot, hyphen and underscore only");
    }
  }

  /** The names without configuration. */
  public static TopicNames standard() {
    return new TopicNames(Doppio.TOPIC_PREFIX);
  }

  /** The log of a database; Kafka partition = document partition. */
  public String log(String database) {
    if (OURS.contains(database)) {
      throw new IllegalArgumentException(
          "database '"
              + database
              + "' would take the name of Doppio's own topic "
              + named(database)
              + "; give the database a logical name of its own");
    }
    return named(database);
  }

  /** The log that holds a partition. */
  public String log(PartitionId partition) {
    return log(partition.database());
  }

  /** Where a storage node's capture stands. */
  public String positions(String node) {
    return named("positions." + node);
  }

  /** Structures of a storage node's tables where its capture stands. */
  public String tables(String node) {
    return named("tables." + node);
  }

  /** Snapshots of a storage node's tables: what was asked for, and how far it is. */
  public String snapshots(String node) {
    return named("snapshots." + node);
  }

  /** Fingerprints and their schemas, shared by all nodes. */
  public String schemas() {
    return named(SCHEMAS);
  }

  /** Who masters what, shared by all nodes. */
  public String mastership() {
    return named(MASTERSHIP);
  }

  /** Rows of partitions the node did not own. */
  public String orphans(String node) {
    return named("orphans." + node);
  }

  private String named(String rest) {
    String name = prefix + "." + rest;
    if (!name.matches(LEGAL)) {
      throw new IllegalArgumentException(
          "'"
              + name
              + "' is no topic name: letters, digits, dot, hyphen and underscore, 249 at most");
    }
    return name;
  }
}
