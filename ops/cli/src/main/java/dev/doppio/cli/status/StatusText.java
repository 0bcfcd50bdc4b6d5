package dev.doppio.cli.status;

import dev.doppio.cli.table.TextTable;
import dev.doppio.logreader.LogLook.Lag;
import dev.doppio.logreader.LogLook.LastRun;
import dev.doppio.logreader.TargetStanding;
import dev.doppio.schemas.failure.ExitCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** A status as an operator reads it; what is unknown is shown as unknown. */
public final class StatusText {
  private static final String UNKNOWN = "unknown";
  private static final double MILLIS = 1e3;

  private StatusText() {}

  /** Tables, then what is wrong. */
  public static List<String> of(Status status) {
    List<String> lines = new ArrayList<>();
    for (LogStatus log : status.logs()) {
      lines.add("log of " + log.datacenter() + " at " + log.brokers());
      table(lines, nodes(log.nodes()), log.nodes().isEmpty());
      table(lines, partitions(log.partitions()), log.partitions().isEmpty());
    }
    for (ConsumerStatus consumer : status.consumers()) {
      lines.add(
          "replica "
              + consumer.replica()
              + " of "
              + consumer.datacenter()
              + ", from "
              + consumer.brokers());
      table(lines, consumer(consumer.partitions()), consumer.partitions().isEmpty());
    }
    List<Trouble> troubles = status.grouped();
    troubles.forEach(trouble -> lines.add(line(trouble)));
    if (troubles.isEmpty()) {
      lines.add("healthy");
    }
    return lines;
  }

  private static void table(List<String> lines, TextTable table, boolean empty) {
    if (!empty) {
      lines.addAll(table.lines());
    }
    lines.add("");
  }

  private static String line(Trouble trouble) {
    String mark = trouble.code() == ExitCode.STOPPED ? "WRONG    " : "UNKNOWN  ";
    return mark + trouble.where() + ": " + trouble.what().replaceAll("\\s*\\R\\s*", " ");
  }

  private static TextTable nodes(List<NodeStatus> nodes) {
    TextTable table = new TextTable("storage node", "sidecar", "loss window tx", "loss window s");
    nodes.forEach(
        node ->
            table.row(
                node.node().toString(),
                node.sidecar().words(),
                number(node.loss().transactions()),
                seconds(node.loss().seconds())));
    return table;
  }

  private static TextTable partitions(List<PartitionStatus> partitions) {
    TextTable table =
        new TextTable(
            "partition",
            "owner",
            "generation",
            "log end",
            "transactions",
            "source time",
            "mastership");
    for (PartitionStatus partition : partitions) {
      Optional<LastRun> last = partition.last();
      table.row(
          partition.partition().toString(),
          orDash(partition.owner()),
          orDash(partition.generation()),
          orDash(last.map(LastRun::scn)),
          orDash(last.map(LastRun::transactions)),
          last.map(run -> run.sourceTime().map(Object::toString).orElse(UNKNOWN)).orElse("-"),
          partition.standing().map(standing -> standing.words()).orElse(UNKNOWN));
    }
    return table;
  }

  private static TextTable consumer(List<ConsumerStatus.Partition> partitions) {
    TextTable table =
        new TextTable(
            "partition", "checkpoint", "lag tx", "lag s", "lag bytes", "skipped", "state");
    for (ConsumerStatus.Partition partition : partitions) {
      Lag lag = partition.lag();
      Optional<TargetStanding> at = partition.standing();
      table.row(
          partition.partition().toString(),
          partition.checkpoint().map(Object::toString).orElse(at.isPresent() ? "-" : UNKNOWN),
          number(lag.transactions()),
          seconds(lag.time()),
          number(lag.bytes()),
          at.map(TargetStanding::skipped).map(Object::toString).orElse(UNKNOWN),
          partition.applying().words());
    }
    return table;
  }

  private static String orDash(Optional<?> value) {
    return value.map(Object::toString).orElse("-");
  }

  private static String number(OptionalLong value) {
    return value.isPresent() ? Long.toString(value.getAsLong()) : UNKNOWN;
  }

  private static String seconds(Optional<Duration> value) {
    return seconds(
        value
            .map(duration -> OptionalDouble.of(duration.toMillis() / MILLIS))
            .orElse(OptionalDouble.empty()));
  }

  private static String seconds(OptionalDouble value) {
    return value.isPresent() ? String.format(Locale.ROOT, "%.1f", value.getAsDouble()) : UNKNOWN;
  }
}
