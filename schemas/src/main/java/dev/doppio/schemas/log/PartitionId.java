package dev.doppio.schemas.log;

import java.util.Objects;

/**
 * A partition of a database: the unit of order, of mastership and of parallelism.
 *
 * @param database the name of the logical database, which is also that of the topic after its
 *     prefix
 * @param number from 0; the Kafka partition's number
 */
public record PartitionId(String database, int number) implements Comparable<PartitionId> {
  public PartitionId {
    Objects.requireNonNull(database);
    if (database.isEmpty() || number < 0) {
      throw new IllegalArgumentException("not a partition: '" + database + "/" + number + "'");
    }
  }

  @Override
  public int compareTo(PartitionId other) {
    int byName = database.compareTo(other.database);
    return byName != 0 ? byName : Integer.compare(number, other.number);
  }

  @Override
  public String toString() {
    return database + "/" + number;
  }
}
