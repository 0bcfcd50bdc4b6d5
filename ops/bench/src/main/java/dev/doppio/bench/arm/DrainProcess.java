package dev.doppio.bench.arm;

import dev.doppio.bench.drain.Drained;
import dev.doppio.bench.drain.Turns;
import dev.doppio.bench.process.JavaProgram;
import dev.doppio.bench.workload.Backlog;
import dev.doppio.local.Child;
import dev.doppio.local.LocalException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A process that drains, and tells by files what came of it. */
final class DrainProcess {
  private static final Duration AT_MOST = Duration.ofHours(1);

  private final Child child;
  private final Turns turns;

  private DrainProcess(Child child, Turns turns) {
    this.child = child;
    this.turns = turns;
  }

  /**
   * Starts {@code doppio bench drain ...}.
   *
   * @param folder of this run alone
   * @param arguments behind {@code drain}
   */
  static DrainProcess launch(
      Servers servers, JavaProgram program, Path folder, List<String> arguments) {
    List<String> all = new ArrayList<>(List.of("bench", "drain"));
    all.addAll(arguments);
    all.add("--turns=" + folder);
    servers.processes().forEach((name, pid) -> all.add("--process=" + name + "=" + pid));
    String name = folder.getFileName().toString();
    Child child =
        servers
            .workspace()
            .children()
            .start(name, program.command(all), Map.of(), folder.resolve("drain.log"));
    return new DrainProcess(child, new Turns(folder));
  }

  Child child() {
    return child;
  }

  Turns turns() {
    return turns;
  }

  Measurement result(Backlog backlog, String arm) {
    int code = child.waitFor(AT_MOST);
    if (code != 0) {
      throw new LocalException(child + " ended with " + code + "; " + child.lastWords());
    }
    Drained drained = turns.drained();
    return new Measurement(
            drained.rows(), drained.usage(), drained.peakRssBytes(), Optional.empty(), Map.of())
        .mustCover(backlog, arm);
  }
}
