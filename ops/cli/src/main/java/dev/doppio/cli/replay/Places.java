package dev.doppio.cli.replay;

import dev.doppio.schemas.log.Scn;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Places of single partitions, as an operator writes them. */
public final class Places {
  private Places() {}

  /**
   * Reads {@code 3:4711}, partition and offset.
   *
   * @throws IllegalArgumentException on anything else, or a partition twice
   */
  public static Map<Integer, Long> offsets(String option, List<String> texts) {
    return each(option, texts, "partition:offset, as in 3:4711", Long::parseLong);
  }

  /**
   * Reads {@code 3:1:101}, partition, generation and sequence.
   *
   * @throws IllegalArgumentException on anything else, or a partition twice
   */
  public static Map<Integer, Scn> scns(String option, List<String> texts) {
    return each(option, texts, "partition:generation:sequence, as in 3:1:101", Scn::parse);
  }

  private static <T> Map<Integer, T> each(
      String option, List<String> texts, String form, Function<String, T> read) {
    Map<Integer, T> places = new TreeMap<>();
    for (String text : texts) {
      int colon = text.indexOf(':');
      try {
        int partition = Integer.parseInt(text.substring(0, Math.max(0, colon)));
        if (places.put(partition, read.apply(text.substring(colon + 1))) != null) {
          throw new IllegalArgumentException("partition " + partition + " is named twice");
        }
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            option + " '" + text + "' is not " + form + " (" + e.getMessage() + ")", e);
      }
    }
    return places;
  }
}
