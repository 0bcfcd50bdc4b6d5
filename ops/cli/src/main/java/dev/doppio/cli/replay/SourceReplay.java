package dev.doppio.cli.replay;

import dev.doppio.applier.mysql.MySqlTargetConfig;
import dev.doppio.applier.mysql.ShortServer;
import dev.doppio.applier.mysql.TlsMode;
import dev.doppio.capture.config.Endpoint;
import dev.doppio.cli.config.ReadableLog;
import dev.doppio.cli.config.SidecarSettings;
import dev.doppio.logreader.LogLook;
import dev.doppio.logreader.LogReaderConfig;
import dev.doppio.logreader.LogSource;
import dev.doppio.logreader.RunReading;
import dev.doppio.logreader.kafka.KafkaLog;
import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.gtid.Gtid;
import dev.doppio.schemas.gtid.GtidSet;
import dev.doppio.schemas.log.Origin;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.partition.DatabaseLayout;
import dev.doppio.schemas.source.NodePosition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Gives a server of a storage node the transactions that the log has and it lacks: those that were
 * captured in the last moment of a server that is lost, or that a server has lost with the end of
 * its binlog. Used by one thread.
 *
 * @param settings of the node's sidecar, which stands still
 * @param address {@code host:port} of the server; empty for the first of the node's
 * @param since none of them was committed before
 * @param mode what may be done
 */
public record SourceReplay(
    SidecarSettings settings, Optional<String> address, Instant since, Mode mode) {
  /**
   * What may be done.
   *
   * @param dryRun shows them alone
   * @param emptyOthers what the log has nothing of is executed without changes
   */
  public record Mode(boolean dryRun, boolean emptyOthers) {}

  public SourceReplay {
    Objects.requireNonNull(settings);
    Objects.requireNonNull(address);
    Objects.requireNonNull(since);
    Objects.requireNonNull(mode);
  }

  /**
   * Executes what is lacking, in the order in which it was committed first.
   *
   * @throws DoppioException why nothing was, or which transaction is the first that can't be
   */
  public TargetReplay.Outcome run(Replay.Listener listener, BooleanSupplier ending) {
    ReadableLog log = ReadableLog.of(settings);
    NodePosition position = position();
    try (KafkaLog kafka = new KafkaLog(log.config());
        ShortServer server = ShortServer.connect(config())) {
      GtidSet executed = server.executed();
      GtidSet lacking = position.source().executed().minus(executed);
      if (lacking.isEmpty()) {
        return new TargetReplay.Outcome(
            true, List.of("the server has all that the log has; nothing is to be done"));
      }
      LackingTransactions transactions = new LackingTransactions(lacking);
      transactions.find(kafka, log.databases(), since);
      List<String> why = refusals(kafka, server, position, executed, transactions);
      List<String> lines = lines(transactions, lacking);
      if (mode.dryRun()) {
        why.forEach(reason -> lines.add("refused: " + reason));
        return new TargetReplay.Outcome(true, lines);
      }
      if (!why.isEmpty()) {
        throw new DoppioException(
            FailureKind.TARGET_REFUSED, String.join("; ", why) + "; nothing was executed");
      }
      boolean complete = execute(kafka, server, transactions, listener, ending);
      lines.addAll(advice(server, position));
      return new TargetReplay.Outcome(complete, lines);
    }
  }

  private NodePosition position() {
    return new dev.doppio.logwriter.kafka.KafkaLog(settings.log())
        .preflight()
        .position()
        .orElseThrow(
            () ->
                new DoppioException(
                    FailureKind.CONFIGURATION,
                    "the log has no position of node "
                        + settings.capture().node()
                        + ": nothing was ever captured of it"));
  }

  private MySqlTargetConfig config() {
    Endpoint first = settings.capture().endpoint();
    Endpoint server = address.map(first::at).orElse(first);
    List<String> schemas =
        settings.log().databases().stream().map(DatabaseLayout::database).toList();
    return new MySqlTargetConfig(
        server.host(),
        server.port(),
        server.user(),
        server.password(),
        TlsMode.valueOf(server.tls().mode().name()),
        2,
        settings.capture().mysql(),
        settings.capture().datacenter(),
        schemas,
        Map.of(),
        true);
  }

  /** All that is in the way, since order and wholeness can't be mended afterwards. */
  private List<String> refusals(
      KafkaLog kafka,
      ShortServer server,
      NodePosition position,
      GtidSet executed,
      LackingTransactions transactions) {
    List<String> why = new ArrayList<>(server.objections());
    GtidSet errant = executed.minus(position.source().executed());
    if (!errant.isEmpty()) {
      why.add(
          "the server has transactions that the log has not, "
              + errant
              + ": whether they came before what it lacks can't be told. Make it anew as a"
              + " replica");
    }
    why.addAll(unknown(transactions));
    why.addAll(strangers(kafka, transactions));
    return why;
  }

  /** What the log can't give, as a whole or as it was. */
  private List<String> unknown(LackingTransactions transactions) {
    List<String> why = new ArrayList<>();
    transactions
        .statements()
        .forEach(
            (gtid, where) ->
                why.add(
                    "transaction "
                        + gtid
                        + " is a statement ("
                        + where
                        + "): SET gtid_next = '"
                        + gtid
                        + "', run it by hand, SET gtid_next = AUTOMATIC, and come again"));
    GtidSet others = transactions.others();
    if (!others.isEmpty() && !mode.emptyOthers()) {
      why.add(
          "of "
              + others
              + " the log has nothing, since they changed no captured document, or its retention"
              + " has deleted them: --empty-others executes them without changes");
    }
    String parts =
        transactions.inOrder().stream()
            .filter(found -> !found.isWhole())
            .map(LackingTransactions.Found::shown)
            .limit(10)
            .collect(Collectors.joining(", "));
    if (!parts.isEmpty()) {
      why.add("the log does not have all of " + parts);
    }
    return why;
  }

  /** What another node has written since stands on what is lacking here. */
  private List<String> strangers(KafkaLog kafka, LackingTransactions transactions) {
    Origin mine = settings.log().origin();
    Set<PartitionId> touched = new TreeSet<>();
    transactions
        .inOrder()
        .forEach(found -> found.runs().forEach(run -> touched.add(run.partition())));
    List<String> why = new ArrayList<>();
    try (LogSource source = kafka.open()) {
      LogLook look = new LogLook(source, kafka.schemas());
      for (PartitionId partition : touched) {
        look.at(partition)
            .last()
            .flatMap(LogLook.LastRun::writer)
            .filter(writer -> !writer.equals(mine))
            .ifPresent(
                writer ->
                    why.add(
                        partition
                            + " is written by "
                            + writer
                            + " by now, whose changes come after what is lacking here: make the"
                            + " server anew as a replica"));
      }
    }
    return why;
  }

  private static List<String> lines(LackingTransactions transactions, GtidSet lacking) {
    List<String> lines = new ArrayList<>();
    lines.add("the server lacks " + lacking.size() + " transactions that the log has: " + lacking);
    lines.add(transactions.inOrder().size() + " of them have rows in the log");
    if (!transactions.others().isEmpty()) {
      lines.add("nothing is in the log of " + transactions.others());
    }
    lines.add("rows of tables that are not captured are in no log, and are not brought back");
    return lines;
  }

  private boolean execute(
      KafkaLog kafka,
      ShortServer server,
      LackingTransactions transactions,
      Replay.Listener listener,
      BooleanSupplier ending) {
    List<LackingTransactions.Found> all = transactions.inOrder();
    long changes = 0;
    try (LogSource source = kafka.open()) {
      RunReading runs =
          new RunReading(source, kafka.schemas(), LogReaderConfig.defaults().maxRowBytes());
      for (int done = 0; done < all.size(); done++) {
        if (ending.getAsBoolean()) {
          return false;
        }
        changes += execute(server, runs, all.get(done));
        listener.at(done + 1L, all.size(), changes);
      }
    }
    for (Gtid gtid : transactions.others().members()) {
      server.execute(gtid, Optional.empty(), part -> {});
    }
    return true;
  }

  private static long execute(
      ShortServer server, RunReading runs, LackingTransactions.Found transaction) {
    long[] changes = {0};
    AtomicReference<Instant> time = new AtomicReference<>();
    runs.read(
        transaction.runs().get(0).partition(),
        transaction.runs().get(0).offset(),
        transaction.runs().get(0).to(),
        rows -> rows.stream().findFirst().map(DocumentChange::sourceTime).ifPresent(time::set));
    server.execute(
        transaction.gtid(),
        Optional.ofNullable(time.get()),
        part ->
            transaction
                .runs()
                .forEach(
                    run ->
                        runs.read(
                            run.partition(),
                            run.offset(),
                            run.to(),
                            rows -> {
                              changes[0] += rows.size();
                              part.take(run.partition(), rows);
                            })));
    return changes[0];
  }

  /** The very server that the last one was captured from has it in another length now. */
  private static List<String> advice(ShortServer server, NodePosition position) {
    String here = server.identity();
    return position.source().last().filter(last -> last.server().equals(here)).isPresent()
        ? List.of(
            "its binlog holds the last captured transaction anew, in another length, by which the"
                + " sidecar would take it for another one: FLUSH BINARY LOGS, and PURGE BINARY LOGS"
                + " TO the newest of them, before the sidecar starts")
        : List.of();
  }
}
