package dev.doppio.cli.replay;

import dev.doppio.cli.config.ReadableLog;
import dev.doppio.logreader.kafka.GroupOffsets;
import dev.doppio.logreader.kafka.KafkaLog;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.PartitionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * A group of somebody's own consumers, which commits offsets to Kafka. They are moved while it does
 * not work; what they were before is kept as the offsets of a group beside it. Used by one thread.
 *
 * @param log the copy that it reads
 * @param database whose log
 * @param numbers of the partitions; empty for all
 * @param name Kafka's group id
 */
public record PlainGroup(ReadableLog log, String database, Set<Integer> numbers, String name) {
  private static final String KEPT = ".before-replay";

  public PlainGroup {
    Objects.requireNonNull(log);
    Objects.requireNonNull(database);
    numbers = Set.copyOf(numbers);
    Objects.requireNonNull(name);
  }

  /**
   * Moves it back to a place, in each partition in which it is behind that.
   *
   * @param dryRun says what would be
   * @return what was done, a line for each partition
   * @throws DoppioException why nothing was
   */
  public List<String> to(Begin begin, boolean dryRun) {
    List<String> lines = new ArrayList<>();
    try (KafkaLog kafka = new KafkaLog(log.config());
        Routes routes = new Routes(kafka, database);
        GroupOffsets groups = new GroupOffsets(log.config())) {
      Set<PartitionId> chosen =
          Chosen.of(database, numbers, begin, End.ofLog(), kafka.partitions(database));
      Map<PartitionId, Long> places = new TreeMap<>();
      routes
          .find(chosen, begin, End.ofLog())
          .forEach(route -> places.put(route.partition(), route.first().orElseThrow().offset()));
      groups.requireIdle(name);
      Map<PartitionId, Long> before = groups.committed(name, places.keySet());
      places.keySet().retainAll(before.keySet());
      places.entrySet().removeIf(place -> place.getValue() >= before.get(place.getKey()));
      if (places.isEmpty()) {
        throw refused("has committed no offset behind it in " + database);
      }
      if (!dryRun) {
        before.keySet().retainAll(places.keySet());
        groups.commit(name + KEPT, before);
        groups.commit(name, places);
      }
      places.forEach(
          (partition, to) ->
              lines.add(partition + ": from offset " + before.get(partition) + " back to " + to));
    }
    return lines;
  }

  /**
   * Moves it to where it was before.
   *
   * @return what was done, a line for each partition
   * @throws DoppioException why nothing was
   */
  public List<String> undo() {
    List<String> lines = new ArrayList<>();
    try (KafkaLog kafka = new KafkaLog(log.config());
        GroupOffsets groups = new GroupOffsets(log.config())) {
      Set<PartitionId> chosen =
          Chosen.of(database, numbers, Begin.ofLog(), End.ofLog(), kafka.partitions(database));
      groups.requireIdle(name);
      Map<PartitionId, Long> kept = groups.committed(name + KEPT, chosen);
      if (kept.isEmpty()) {
        throw refused("was not moved by a replay, or so long ago that Kafka has forgotten");
      }
      groups.commit(name, kept);
      kept.forEach((partition, at) -> lines.add(partition + ": at offset " + at + " again"));
    }
    return lines;
  }

  private DoppioException refused(String why) {
    return new DoppioException(
        FailureKind.TARGET_REFUSED, "group " + name + " " + why + "; no offset was moved");
  }
}
