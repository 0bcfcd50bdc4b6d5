package dev.doppio.cli.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class TrafficTest {
  private static final List<String> MEMBERS =
      IntStream.range(0, 100).mapToObj(number -> "m" + number).toList();

  @Test
  void theSameSeedPlansTheSameTraffic() {
    assertThat(plan(7, 500)).isEqualTo(plan(7, 500));
    assertThat(plan(7, 500)).isNotEqualTo(plan(8, 500));
  }

  @Test
  void aSeedWritesTheSameDocuments() {
    assertThat(new Documents(3).body(1000)).isEqualTo(new Documents(3).body(1000)).hasSize(1000);
    assertThat(new Documents(3).json()).isEqualTo(new Documents(3).json());
    assertThat(new Documents(3).body(1000)).isNotEqualTo(new Documents(4).body(1000));
  }

  @Test
  void aTransactionWritesSeveralDocumentsOfOneMember() {
    for (List<Write> transaction : plan(1, 2_000)) {
      assertThat(transaction).hasSizeGreaterThan(1);
      assertThat(transaction.stream().map(Write::member).distinct()).hasSize(1);
    }
  }

  @Test
  void everyUpdateAndDeleteFindsItsDocument() {
    Traffic traffic = new Traffic(MEMBERS, 5);
    Set<String> documents = new HashSet<>();
    List<List<Write>> transactions = new ArrayList<>(traffic.population(2));
    IntStream.range(0, 5_000).forEach(i -> transactions.add(traffic.next()));
    Map<String, Integer> kinds = new HashMap<>();
    for (List<Write> transaction : transactions) {
      for (Write write : transaction) {
        kinds.merge(write.getClass().getSimpleName(), 1, Integer::sum);
        assertThat(write.match(new Apply(documents))).as(write.toString()).isTrue();
      }
    }
    assertThat(kinds.keySet())
        .containsExactlyInAnyOrder("Join", "Touch", "Insert", "Update", "Delete");
  }

  @Test
  void valuesGoFromHundredBytesToTwoHundredKilobytesAndMostAreSmall() {
    List<Integer> sizes =
        plan(2, 20_000).stream()
            .flatMap(List::stream)
            .filter(Write.Insert.class::isInstance)
            .map(write -> ((Write.Insert) write).bytes())
            .sorted(Comparator.naturalOrder())
            .toList();

    assertThat(sizes.get(0)).isBetween(100, 300);
    assertThat(sizes.get(sizes.size() - 1)).isBetween(150_000, 200_000);
    assertThat(sizes.get(sizes.size() / 2)).isLessThan(2_000);
  }

  @Test
  void keysAreSkewed() {
    Skew skew = new Skew(100, 0.99);
    SplittableRandom random = new SplittableRandom(1);
    int[] picks = new int[100];
    for (int i = 0; i < 100_000; i++) {
      picks[skew.pick(random)]++;
    }

    assertThat(picks[0]).isGreaterThan(10 * picks[50]);
    assertThat(picks[0]).isBetween(17_000, 22_000);
    assertThat(picks[99]).isPositive();
  }

  @Test
  void lagIsTheAgeOfTheOldestTransactionThatTheCopyLacks() {
    CommitJournal journal = new CommitJournal();
    journal.add(1_000_000_000L);
    journal.add(3_000_000_000L);

    assertThat(journal.lagSeconds(2, 9_000_000_000L)).isZero();
    assertThat(journal.lagSeconds(1, 9_000_000_000L)).isEqualTo(6);
    assertThat(journal.lagSeconds(0, 9_000_000_000L)).isEqualTo(8);
  }

  private static List<List<Write>> plan(long seed, int transactions) {
    Traffic traffic = new Traffic(MEMBERS, seed);
    return IntStream.range(0, transactions).mapToObj(i -> traffic.next()).toList();
  }

  /** True when the write is possible. */
  private record Apply(Set<String> documents) implements Write.Cases<Boolean> {
    @Override
    public Boolean join(Write.Join write) {
      return documents.add(write.member());
    }

    @Override
    public Boolean touch(Write.Touch write) {
      return documents.contains(write.member());
    }

    @Override
    public Boolean insert(Write.Insert write) {
      return documents.add(write.member() + "/" + write.message());
    }

    @Override
    public Boolean update(Write.Update write) {
      return documents.contains(write.member() + "/" + write.message());
    }

    @Override
    public Boolean delete(Write.Delete write) {
      return documents.remove(write.member() + "/" + write.message());
    }
  }
}
