package dev.doppio.simulation.judge;

import dev.doppio.simulation.judge.Journal.Committed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.Schema;

/**
 * Asked after every step. Partitions are those of the one database in the simulation; a log is
 * called by its id.
 */
public final class Judge {
  private final Journal source;
  private final Avro avro = new Avro();
  private final Map<String, History> histories = new HashMap<>();
  private final Map<String, LogJudge> logs = new TreeMap<>();
  private final Map<Integer, TargetJudge> targets = new TreeMap<>();

  /** A judge who believes the journal, and nothing else. */
  public Judge(Journal source) {
    this.source = source;
  }

  /** A schema that everybody can find. */
  public void schema(long fingerprint, Schema schema) {
    avro.add(fingerprint, schema);
  }

  /** Records of a partition that a plain consumer sees since the last time. */
  public void sees(String log, int partition, List<Bytes> records) {
    LogJudge judge = log(log, partition);
    records.forEach(judge::read);
    judge.seenAll();
  }

  /** Elsewhere the log goes on with a run after another one, as somebody decided. */
  public void forks(String log, int partition, Place before, Place run, List<String> lines) {
    history(log, partition).add(run, Optional.of(before), lines);
  }

  /** The target has made changes visible, with a checkpoint. */
  public void shows(int partition, List<String> lines, String log, Place checkpoint) {
    target(partition).shows(lines, log, checkpoint, history(log, partition));
  }

  /** Everything that the source committed into the partition is in the log. */
  public boolean holdsAll(String log, int partition) {
    return log(log, partition).data() == source.of(partition).size();
  }

  /** The target shows all that one of the ways of its log has. */
  public boolean showsAll(int partition) {
    TargetJudge target = target(partition);
    return target.at().isPresent()
        && history(target.log().orElseThrow(), partition).isTip(target.at().get());
  }

  /** Rows of partitions that nobody owned, in the order of their transactions. */
  public void orphans(int partition, List<Committed> found) {
    if (!found.equals(source.of(partition))) {
      throw new Violation("G1", "orphans " + found + ", the source did " + source.of(partition));
    }
  }

  /** The value of a record that is in no run. */
  public String line(byte[] value) {
    return avro.line(value);
  }

  /** A change as text; of a DELETE the key alone. */
  public static String line(String operation, String table, Object[] columns) {
    List<String> texts = new ArrayList<>();
    for (Object column : columns) {
      texts.add(String.valueOf(column));
    }
    return Avro.line(operation, table, operation.equals("DELETE") ? texts.subList(0, 1) : texts);
  }

  private LogJudge log(String log, int partition) {
    String name = log + "/" + partition;
    return logs.computeIfAbsent(
        name, n -> new LogJudge(n, source.of(partition), history(log, partition), avro));
  }

  private History history(String log, int partition) {
    return histories.computeIfAbsent(log + "/" + partition, name -> new History());
  }

  private TargetJudge target(int partition) {
    return targets.computeIfAbsent(partition, p -> new TargetJudge("target/" + p));
  }
}
