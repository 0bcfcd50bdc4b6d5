package dev.doppio.faults;

import dev.doppio.local.Ports;
import dev.doppio.local.kafka.KafkaCluster;
import dev.doppio.local.mysql.MySqlServer;
import java.time.Duration;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * All connections between two parts of the pipeline.
 *
 * @param name of the two, for messages
 * @param address where the client is told to connect
 * @param proxies one for each server of the other side
 */
public record Link(String name, String address, List<FaultProxy> proxies) implements AutoCloseable {

  /** From a client to each broker of a cluster, through the doors of this name. */
  public static Link toKafka(String name, KafkaCluster kafka, String door) {
    List<FaultProxy> proxies =
        kafka.doors(door).stream().map(way -> new FaultProxy(way.outside(), way.inside())).toList();
    return new Link(name, kafka.bootstrap(door), proxies);
  }

  /** From a client to a MySQL server; the address is a port. */
  public static Link toMySql(String name, MySqlServer mysql) {
    int port = Ports.free();
    return new Link(name, Integer.toString(port), List.of(new FaultProxy(port, mysql.port())));
  }

  /** See {@link FaultProxy#cut()}. */
  public int cut() {
    return proxies.stream().mapToInt(FaultProxy::cut).sum();
  }

  /** See {@link FaultProxy#silence()}. */
  public void silence() {
    proxies.forEach(FaultProxy::silence);
  }

  /** See {@link FaultProxy#refuse()}. */
  public void refuse() {
    proxies.forEach(FaultProxy::refuse);
  }

  /** See {@link FaultProxy#delay(Duration)}. */
  public void delay(Duration by) {
    proxies.forEach(proxy -> proxy.delay(by));
  }

  /** See {@link FaultProxy#clear()}. */
  public void clear() {
    proxies.forEach(FaultProxy::clear);
  }

  /** Connections accepted so far. */
  public long accepted() {
    return sum(FaultProxy::accepted);
  }

  /** Chunks held back or late so far. */
  public long held() {
    return sum(FaultProxy::held);
  }

  private long sum(ToLongFunction<FaultProxy> count) {
    return proxies.stream().mapToLong(count).sum();
  }

  @Override
  public void close() {
    proxies.forEach(FaultProxy::close);
  }
}
