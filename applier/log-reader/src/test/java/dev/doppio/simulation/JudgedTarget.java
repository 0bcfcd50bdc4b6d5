package dev.doppio.simulation;

import dev.doppio.logreader.MemoryTarget;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.simulation.judge.Judge;
import dev.doppio.simulation.judge.Place;
import java.util.List;

/** A target in memory; whatever becomes visible in it is judged at that moment. */
final class JudgedTarget extends MemoryTarget {
  private final Onlooker onlooker;
  private final Judge judge;

  JudgedTarget(Onlooker onlooker, Judge judge) {
    this.onlooker = onlooker;
    this.judge = judge;
  }

  @Override
  protected void store(Commit commit) {
    super.store(commit);
    onlooker.look();
    Checkpoint checkpoint = commit.checkpoint();
    List<String> lines =
        commit.changes().stream()
            .map(
                change ->
                    Traffic.line(
                        change.operation(), change.after().or(change::before).orElseThrow()))
            .toList();
    judge.shows(
        commit.partition().number(),
        lines,
        checkpoint.log().toString(),
        new Place(checkpoint.scn().generation(), checkpoint.scn().sequence()));
  }
}
