package dev.doppio.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class MixTest {
  private static final Pattern KEY = Pattern.compile("\\(\\d+,(\\d+),1,'");
  private static final long FROM = 10;
  private static final int TRANSACTIONS = 40;

  @Test
  void halfOfTheChangesMakeDocumentsAndTheOthersChangeEarlierOnesOfTheSameWriter() {
    for (int rows : List.of(1, 2, 100)) {
      Map<Long, Integer> versions = new HashMap<>();
      for (long number = FROM; number < FROM + TRANSACTIONS; number++) {
        List<Long> keys = keys(Mix.HALF_UPDATES, rows, number);
        assertThat(keys).hasSize(rows);
        keys.forEach(key -> versions.merge(key, 1, Integer::sum));
      }
      int changes = TRANSACTIONS * rows;
      assertThat(versions.values().stream().mapToInt(i -> i).sum()).isEqualTo(changes);
      assertThat(versions.keySet()).hasSize(changes / 2);
      long first = FROM * rows / 2;
      assertThat(versions.keySet()).allMatch(key -> key >= first && key < first + changes / 2);
    }
  }

  @Test
  void anUpdateNeverComesBeforeItsInsert() {
    Map<Long, Integer> versions = new HashMap<>();
    long next = FROM / 2;
    for (long number = FROM; number < FROM + TRANSACTIONS; number++) {
      for (long key : keys(Mix.HALF_UPDATES, 1, number)) {
        if (versions.merge(key, 1, Integer::sum) == 1) {
          assertThat(key).as("inserts come in order").isEqualTo(next++);
        }
      }
    }
  }

  @Test
  void insertsAloneAreEachANewDocument() {
    List<Long> keys = new ArrayList<>(keys(Mix.INSERTS, 100, 0));
    keys.addAll(keys(Mix.INSERTS, 100, 1));

    assertThat(keys).hasSize(200).doesNotHaveDuplicates();
  }

  private static List<Long> keys(Mix mix, int rows, long number) {
    StringBuilder sql = new StringBuilder();
    mix.transaction(new Documents(number, 60), rows, FROM, number, sql);
    List<Long> keys = new ArrayList<>();
    Matcher key = KEY.matcher(sql);
    while (key.find()) {
      keys.add(Long.parseLong(key.group(1)));
    }
    return keys;
  }
}
