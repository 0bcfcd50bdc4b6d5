package dev.doppio.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.cli.verify.Finding.Kind;
import dev.doppio.cli.verify.Flow.Fault;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.log.PartitionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The scheme on sides in memory that move between any two calls. */
final class PassTest {
  private static final int DOCUMENTS = 60;
  private static final int WRITES = 120;
  private static final int SEEDS = 100;
  private static final int MOST_SEEDS = 2_000;
  private static final int MOST_STEPS = 200_000;

  /** Ids and kinds of what was found, and how many documents are equal. */
  private record Outcome(Map<Integer, Kind> found, Map<Integer, Kind> damage, int equal) {}

  private static Outcome run(long seed, Fault fault) {
    Random random = new Random(seed);
    List<Integer> ids = new ArrayList<>(IntStream.range(0, DOCUMENTS).boxed().toList());
    Collections.shuffle(ids, random);
    List<Integer> still = ids.subList(0, DOCUMENTS / 2);
    List<Integer> written = new ArrayList<>(ids.subList(DOCUMENTS / 2, DOCUMENTS));
    written.add(DOCUMENTS + 1);
    Flow flow = new Flow(random, fault, DOCUMENTS, written, WRITES);
    Map<Integer, Kind> damage = damage(flow, still, random);
    Found found = new Found(seed);
    TreeSet<PartitionId> all = new TreeSet<>();
    IntStream.range(0, Documents.PARTITIONS).forEach(n -> all.add(new PartitionId("shop", n)));
    PassLimits limits =
        new PassLimits(
            all,
            flow.isOrdered() && random.nextBoolean(),
            1 + random.nextInt(20),
            Duration.ofHours(9),
            Duration.ofHours(9));
    Tables tables = new Tables(List.of(Documents.TABLE.name()), Map.of());
    Pass pass = new Pass(flow, flow, flow, tables, limits, found, flow::nanoTime);
    int steps = 0;
    while (pass.step(random.nextInt(5) > 0)) {
      assertThat(++steps).as("steps of seed %d", seed).isLessThan(MOST_STEPS);
    }
    return new Outcome(found.kinds, damage, found.equal);
  }

  private static final class Found implements PassListener {
    private final Map<Integer, Kind> kinds = new TreeMap<>();
    private final long seed;
    private int equal;

    Found(long seed) {
      this.seed = seed;
    }

    @Override
    public void read(int rows) {
      assertThat(rows).isNotNegative();
    }

    @Override
    public void equal(TableName table, int documents) {
      equal += documents;
    }

    @Override
    public List<DocumentPlace> found(TablePlan plan, List<Finding> findings) {
      for (Finding finding : findings) {
        String path = finding.place().orElseThrow().document().path();
        Kind before = kinds.put(Integer.parseInt(path.substring(4)), finding.kind());
        assertThat(before).as("seed %d: %s was found twice", seed, path).isNull();
      }
      return List.of();
    }

    @Override
    public void passed(TableName table, Optional<List<String>> upTo) {
      assertThat(table).isEqualTo(Documents.TABLE.name());
    }
  }

  private static Map<Integer, Kind> damage(Flow flow, List<Integer> still, Random random) {
    Map<Integer, Kind> damage = new TreeMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      int id = still.get(random.nextInt(still.size()));
      switch (random.nextInt(3)) {
        case 0 -> {
          flow.replica().put(id, 77);
          damage.put(id, Kind.DIFFERENT);
        }
        case 1 -> {
          flow.replica().remove(id);
          damage.put(id, Kind.MISSING);
        }
        default -> {
          flow.replica().put(DOCUMENTS + 2 + i, 1);
          damage.put(DOCUMENTS + 2 + i, Kind.EXTRA);
        }
      }
    }
    return damage;
  }

  @Test
  void whatDiffersIsFoundAndNothingElseWhateverIsWrittenMeanwhile() {
    long first = Long.getLong("seed", System.nanoTime());
    int damaged = 0;
    for (long seed = first; seed < first + SEEDS; seed++) {
      Outcome outcome = run(seed, Fault.NONE);
      assertThat(outcome.found()).as("-Dseed=%d", seed).isEqualTo(outcome.damage());
      assertThat(outcome.equal()).as("-Dseed=%d", seed).isGreaterThan(DOCUMENTS / 3);
      damaged += outcome.damage().size();
    }
    assertThat(damaged).as("documents damaged").isGreaterThan(SEEDS);
  }

  @ParameterizedTest
  @EnumSource(value = Fault.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void withoutAnyOfItsRulesTheSchemeGivesFalseAlarms(Fault fault) {
    boolean alarm =
        IntStream.range(0, MOST_SEEDS)
            .mapToObj(seed -> run(seed, fault))
            .anyMatch(outcome -> !outcome.found().equals(outcome.damage()));
    assertThat(alarm).as("a false alarm in one of %d runs", MOST_SEEDS).isTrue();
  }
}
