package dev.doppio.local.kafka;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A Kafka cluster to start.
 *
 * @param name of the cluster, unique within its workspace
 * @param nodes each of them broker and controller: 1 or 3
 * @param listener how clients connect
 * @param users names and passwords, where the listener asks for them; the administrator comes on
 *     top
 * @param settings of server.properties; they win over those of a Doppio log
 * @param doors names of further listeners, open to everybody on this machine, see {@link Door}
 * @param optimised its JVMs take the time to compile well: for minutes of load, where the default
 *     is a quick start
 */
public record KafkaSpec(
    String name,
    int nodes,
    Listener listener,
    Map<String, String> users,
    Map<String, String> settings,
    Set<String> doors,
    boolean optimised) {
  public KafkaSpec {
    if (!name.matches("[A-Za-z0-9._-]+")) {
      throw new IllegalArgumentException("The name of a cluster is [A-Za-z0-9._-]+, not: " + name);
    }
    if (nodes != 1 && nodes != 3) {
      throw new IllegalArgumentException("A quorum of 1 or 3 nodes, not of " + nodes);
    }
    if (!listener.sasl() && !users.isEmpty()) {
      throw new IllegalArgumentException(name + " has users, but " + listener + " knows none");
    }
    if (users.containsKey(KafkaCluster.ADMIN)) {
      throw new IllegalArgumentException("The user " + KafkaCluster.ADMIN + " is there anyway");
    }
    users.forEach(KafkaSpec::mustBeWritableWithoutQuotes);
    users = Map.copyOf(users);
    settings = Map.copyOf(settings);
    doors = Set.copyOf(doors);
    if (!doors.stream().allMatch(door -> door.matches("[A-Z]+"))) {
      throw new IllegalArgumentException("The name of a door is [A-Z]+, not one of: " + doors);
    }
  }

  /** One node, open to everybody on this machine. */
  public static KafkaSpec named(String name) {
    return new KafkaSpec(name, 1, Listener.PLAINTEXT, Map.of(), Map.of(), Set.of(), false);
  }

  public KafkaSpec withNodes(int number) {
    return new KafkaSpec(name, number, listener, users, settings, doors, optimised);
  }

  public KafkaSpec withListener(Listener other) {
    return new KafkaSpec(name, nodes, other, users, settings, doors, optimised);
  }

  /** With a user who may do nothing until an ACL says so. */
  public KafkaSpec withUser(String user, String password) {
    return new KafkaSpec(
        name, nodes, listener, plus(users, user, password), settings, doors, optimised);
  }

  /** With a line of server.properties. */
  public KafkaSpec with(String setting, String value) {
    return new KafkaSpec(
        name, nodes, listener, users, plus(settings, setting, value), doors, optimised);
  }

  /** With a further listener. */
  public KafkaSpec withDoor(String door) {
    Set<String> all = new TreeSet<>(doors);
    all.add(door);
    return new KafkaSpec(name, nodes, listener, users, settings, all, optimised);
  }

  /** With JVMs that compile well instead of starting quickly. */
  public KafkaSpec withOptimisedJvm() {
    return new KafkaSpec(name, nodes, listener, users, settings, doors, true);
  }

  ServerJvm.Kind jvm() {
    return optimised ? ServerJvm.Kind.LOAD : ServerJvm.Kind.QUICK_START;
  }

  private static Map<String, String> plus(Map<String, String> some, String key, String value) {
    Map<String, String> all = new LinkedHashMap<>(some);
    all.put(key, value);
    return all;
  }

  private static void mustBeWritableWithoutQuotes(String user, String password) {
    if (!user.matches("[A-Za-z0-9._-]+") || !password.matches("[A-Za-z0-9._-]+")) {
      throw new IllegalArgumentException("User and password are [A-Za-z0-9._-]+, not so: " + user);
    }
  }
}
