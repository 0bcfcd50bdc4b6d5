package dev.doppio.cli.verify;

import dev.doppio.cli.replay.Pace;
import dev.doppio.cli.verify.Finding.Kind;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.failure.ExitCode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Compares a replica with its source once. Used by one thread.
 *
 * @param pair what is compared
 * @param wanted how
 */
public record Verify(Pair pair, Wanted wanted) {
  /** Rows of a stretch: so many digests are in memory, times the stretches that are under way. */
  private static final int ROWS = 4_000;

  private static final long SAVE_NANOS = 1_000_000_000L;

  /** Where it says what. */
  public interface Screen {
    /** A line in place of the one before. */
    void progress(String line);

    /** A line that stays. */
    void say(String line);

    /** Now and then, and in the end. */
    void figures(Figures figures);

    /** How often progress is told. */
    Duration every();
  }

  /**
   * Compares until all is compared, or somebody wants it to end.
   *
   * @return OK when all is equal, or was brought in step; DIFFERENT; UNDRAINED when it was ended,
   *     or documents were written too often to be judged
   * @throws dev.doppio.schemas.failure.DoppioException when it can't go on; the state file, where
   *     there is one, tells how far it is
   */
  public ExitCode run(Screen screen, BooleanSupplier ending) {
    if (wanted.repair()) {
      pair.repairable(); // refuses before anything is opened
    }
    Optional<StateFile> state =
        wanted.state().map(file -> StateFile.open(file, pair.words() + wanted.words()));
    boolean goesOn = state.filter(known -> !isNew(known)).isPresent();
    try (Sides sides = new Sides(pair, wanted);
        FindingLines lines = FindingLines.open(wanted.report(), goesOn)) {
      List<TableName> tables = sides.tables(wanted);
      Optional<Repairer> repairer =
          wanted.repair() ? Optional.of(repairer(sides)) : Optional.empty();
      Counts counts = state.map(StateFile::counts).orElseGet(Counts::new);
      Pace pace = new Pace(wanted.pace().rowsPerSecond(), System::nanoTime);
      Outcome outcome = new Outcome(counts, lines, pace, state, repairer);
      Pass pass = pass(sides, tables, state, outcome);
      boolean complete;
      try {
        complete = run(screen, pass, outcome, progress(screen, sides, tables, counts), ending);
      } finally {
        outcome.save(pass);
      }
      if (complete) {
        state.ifPresent(StateFile::delete);
      }
      return tell(screen, outcome, tables.size(), sides.partitions().size(), complete);
    }
  }

  private static boolean isNew(StateFile state) {
    return state.done().isEmpty() && state.upTo().isEmpty();
  }

  private static Repairer repairer(Sides sides) {
    return new Repairer(sides.source(), sides.target(), sides.log(), who(), System::nanoTime);
  }

  private static String who() {
    String user = System.getProperty("user.name");
    try {
      return user + "@" + InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return user;
    }
  }

  private Pass pass(Sides sides, List<TableName> all, Optional<StateFile> state, Outcome outcome) {
    List<TableName> left = new ArrayList<>(all);
    Map<TableName, List<String>> read = Map.of();
    if (state.isPresent()) {
      left.removeAll(state.get().done());
      read = state.get().upTo();
    }
    PassLimits limits =
        new PassLimits(
            sides.partitions(),
            sides.areAll() && sides.replica().isOrdered(),
            ROWS,
            wanted.pace().patience(),
            wanted.pace().settle());
    Pass pass =
        new Pass(
            sides.source(),
            sides.replica(),
            sides.log(),
            new Tables(left, read),
            limits,
            outcome,
            System::nanoTime);
    state.ifPresent(known -> known.again().forEach(pass::readAgain));
    return pass;
  }

  private static Progress progress(
      Screen screen, Sides sides, List<TableName> tables, Counts counts) {
    long expected = tables.stream().mapToLong(sides.source()::estimate).sum();
    return new Progress(
        screen::progress, expected, counts.equal(), screen.every(), System::nanoTime);
  }

  private boolean run(
      Screen screen, Pass pass, Outcome outcome, Progress progress, BooleanSupplier ending) {
    long savedAt = System.nanoTime();
    while (true) {
      if (ending.getAsBoolean()) {
        return false;
      }
      boolean behind = pass.waitedFor().compareTo(wanted.pace().maxLag()) > 0;
      if (!pass.step(!behind && outcome.mayRead())) {
        return true;
      }
      progress.at(outcome.counts(), behind ? "  waiting for the replica" : "");
      screen.figures(Figures.of(outcome.counts()));
      if (System.nanoTime() - savedAt > SAVE_NANOS) {
        outcome.save(pass);
        savedAt = System.nanoTime();
      }
    }
  }

  private ExitCode tell(
      Screen screen, Outcome outcome, int tables, int partitions, boolean complete) {
    Counts counts = outcome.counts();
    screen.figures(Figures.of(counts));
    outcome.examples().forEach(screen::say);
    counts.found().forEach((table, kinds) -> screen.say(line(table, kinds)));
    screen.say(
        String.format(
            Locale.ROOT,
            "compared %s: %,d tables, %,d partitions, %,d documents are equal",
            pair.words(),
            tables,
            partitions,
            counts.equal()));
    long left = counts.differences() - counts.repaired();
    if (!complete) {
      screen.say(
          "stopped before its end; "
              + wanted
                  .state()
                  .map(file -> "the same command goes on")
                  .orElse("with --resume FILE it could go on"));
    }
    if (left > 0) {
      screen.say("DIFFERENT: " + left + " differences" + hint());
      return ExitCode.DIFFERENT;
    }
    if (!complete || counts.of(Kind.UNSETTLED) > 0) {
      return ExitCode.UNDRAINED;
    }
    screen.say(counts.repaired() > 0 ? "EQUAL, after " + counts.repaired() + " repairs" : "EQUAL");
    return ExitCode.OK;
  }

  private String hint() {
    return wanted.repair() ? "" : "; " + pair.remedy();
  }

  private static String line(String table, Map<Kind, Long> kinds) {
    StringBuilder line = new StringBuilder(table).append(':');
    kinds.forEach((kind, count) -> line.append(' ').append(count).append(' ').append(kind.word()));
    return line.toString();
  }
}
