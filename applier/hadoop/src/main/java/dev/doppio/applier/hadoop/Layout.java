package dev.doppio.applier.hadoop;

import dev.doppio.schemas.document.Fingerprint;
import dev.doppio.schemas.document.TableVersion;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which field of an Iceberg table each column of a version is. Ids outlive names: rows of a
 * partition that is slower than a rename still find their field, and those of a column that another
 * partition has seen dropped find none. Kept as a property of the table, for each version.
 *
 * @param fields id per column, {@link #NONE} for one that has no field (a generated column)
 */
record Layout(int[] fields) {
  static final int NONE = 0;

  private static final String PROPERTY = "doppio.version.";

  static String property(Fingerprint version) {
    return PROPERTY + version;
  }

  static Optional<Layout> find(Map<String, String> properties, TableVersion version) {
    return Optional.ofNullable(properties.get(property(version.fingerprint())))
        .map(
            text ->
                new Layout(
                    Arrays.stream(text.split(","))
                        .filter(id -> !id.isEmpty())
                        .mapToInt(Integer::parseInt)
                        .toArray()));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Layout that && Arrays.equals(fields, that.fields);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(fields);
  }

  @Override
  public String toString() {
    return Arrays.stream(fields).mapToObj(Integer::toString).collect(Collectors.joining(","));
  }
}
