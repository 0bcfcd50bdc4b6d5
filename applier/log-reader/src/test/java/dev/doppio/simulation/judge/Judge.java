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
  private final Map<String, Journal> sources;
  private final Avro avro = new Avro();
  private final Masters masters = new Masters();
  private final Map<String, Deliveries> deliveries = new HashMap<>();
  private final Map<String, History> histories = new HashMap<>();
  private final Map<String, LogJudge> logs = new TreeMap<>();
  private final Map<Integer, TargetJudge> targets = new TreeMap<>();

  /**
   * A judge who believes the journals, and nothing else.
   *
   * @param sources by node
   */
  public Judge(Map<String, Journal> sources) {
    this.sources = new TreeMap<>(sources);
  }

  /** The ledger's next entry of a partition; no node when it was released. */
  public void given(int partition, int generation, Optional<String> node) {
    masters.given(partition, generation, node);
  }

  /** A session of the node has begun, and ended its earlier ones. */
  public void begun(String node) {
    masters.begun(node);
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

  /** A node's source transaction has left rows of a partition among the node's orphans. */
  public void orphaned(String log, String node, int partition, Committed found) {
    deliveries(log).orphaned(node, partition, found);
  }

  /** How much the node has committed into the partition. */
  public int committed(String node, int partition) {
    return sources.get(node).of(partition).size();
  }

  /** The node's position says that so much of what it committed is in the log. */
  public void drained(String log, String node, int partition, int committed) {
    deliveries(log).drained(node, partition, committed);
  }

  /** Everything that the nodes committed into the partition is in the log, or an orphan. */
  public boolean holdsAll(String log, int partition) {
    return deliveries(log).isComplete(partition) && log(log, partition).isOpened();
  }

  /** The rows that are left of all changes in the log's partition, as inserts. */
  public List<String> rows(String log, int partition) {
    return history(log, partition).rows();
  }

  /** The target shows all that one of the ways of its log has. */
  public boolean showsAll(int partition) {
    TargetJudge target = target(partition);
    return target.at().isPresent()
        && history(target.log().orElseThrow(), partition).isTip(target.at().get());
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
        name, n -> new LogJudge(n, partition, deliveries(log), history(log, partition), avro));
  }

  private Deliveries deliveries(String log) {
    return deliveries.computeIfAbsent(log, id -> new Deliveries(sources, masters));
  }

  private History history(String log, int partition) {
    return histories.computeIfAbsent(log + "/" + partition, name -> new History());
  }

  private TargetJudge target(int partition) {
    return targets.computeIfAbsent(partition, p -> new TargetJudge("target/" + p));
  }
}
