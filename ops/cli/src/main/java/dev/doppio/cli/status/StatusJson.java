package dev.doppio.cli.status;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.doppio.cli.mastership.Standing;
import dev.doppio.logreader.LogLook.Lag;
import dev.doppio.logreader.LogLook.LastRun;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** A status as one JSON object on a line; what is unknown is null. */
public final class StatusJson {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double NANOS = 1e9;

  private StatusJson() {}

  /** The whole of it. */
  public static String of(Status status) {
    ObjectNode json = JSON.createObjectNode();
    json.put("exitCode", status.exitCode().code());
    json.putArray("logs");
    json.putArray("consumers");
    json.putArray("troubles");
    status.logs().forEach(log -> log(json.withArray("logs").addObject(), log));
    status
        .consumers()
        .forEach(consumer -> consumer(json.withArray("consumers").addObject(), consumer));
    for (Trouble trouble : status.troubles()) {
      json.withArray("troubles")
          .addObject()
          .put("exitCode", trouble.code().code())
          .put("where", trouble.where())
          .put("what", trouble.what());
    }
    return json.toString();
  }

  private static void log(ObjectNode json, LogStatus log) {
    json.put("datacenter", log.datacenter()).put("brokers", log.brokers());
    json.putArray("storageNodes");
    json.putArray("partitions");
    for (NodeStatus node : log.nodes()) {
      ObjectNode out = json.withArray("storageNodes").addObject();
      out.put("node", node.node().toString());
      out.put("sidecar", node.sidecar().words());
      out.put("position", text(node.position()));
      out.put("lossWindowTransactions", number(node.loss().transactions()));
      out.put("lossWindowSeconds", number(node.loss().seconds()));
    }
    log.partitions()
        .forEach(partition -> partition(json.withArray("partitions").addObject(), partition));
  }

  private static void partition(ObjectNode json, PartitionStatus partition) {
    Optional<LastRun> last = partition.last();
    json.put("database", partition.partition().database());
    json.put("partition", partition.partition().number());
    json.put("owner", text(partition.owner()));
    json.put("generation", partition.generation().map(at -> at.number()).orElse(null));
    json.put("logEnd", text(last.map(LastRun::scn)));
    json.put("transactions", last.map(LastRun::transactions).orElse(null));
    json.put("sourceTime", text(last.flatMap(LastRun::sourceTime)));
    json.put("mastership", partition.standing().map(Standing::words).orElse(null));
  }

  private static void consumer(ObjectNode json, ConsumerStatus consumer) {
    json.put("replica", consumer.replica());
    json.put("datacenter", consumer.datacenter());
    json.put("brokers", consumer.brokers());
    json.putArray("partitions");
    for (ConsumerStatus.Partition partition : consumer.partitions()) {
      Lag lag = partition.lag();
      ObjectNode out = json.withArray("partitions").addObject();
      out.put("database", partition.partition().database());
      out.put("partition", partition.partition().number());
      out.put("checkpoint", text(partition.checkpoint()));
      out.put("lagTransactions", number(lag.transactions()));
      out.put("lagSeconds", lag.time().map(Duration::toNanos).map(n -> n / NANOS).orElse(null));
      out.put("lagBytes", number(lag.bytes()));
      out.put("skipped", partition.standing().map(at -> at.skipped()).orElse(null));
      out.put("state", partition.applying().words());
      out.put("failure", partition.failure().orElse(null));
    }
  }

  private static String text(Optional<?> value) {
    return value.map(Object::toString).orElse(null);
  }

  private static Long number(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : null;
  }

  private static Double number(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
