package dev.doppio.bench.durability;

import dev.doppio.local.kafka.KafkaCluster;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A plain producer that sends numbered records at a rate. The caller's thread sends;
 * acknowledgements come on the producer's. Used once.
 */
final class PacedProducer {
  private static final long UNKNOWN = 0;
  private static final long REFUSED = -1;
  private static final Duration DELIVERY = Duration.ofSeconds(60);

  private final Map<String, Object> settings;
  private final String topic;
  private final int rate;
  private final byte[] value;
  private final AtomicLongArray waited;
  private int sent;

  /**
   * @param kafka where to
   * @param topic of one partition
   * @param acks when a record counts as written
   * @param load of the round
   */
  PacedProducer(KafkaCluster kafka, String topic, Acks acks, DurabilityLoad load) {
    this.settings = settings(kafka, acks);
    this.topic = topic;
    this.rate = load.rate();
    this.value = new byte[load.bytes()];
    new SplittableRandom(1).nextBytes(value);
    this.waited = new AtomicLongArray(load.records());
  }

  private static Map<String, Object> settings(KafkaCluster kafka, Acks acks) {
    Map<String, Object> all = new HashMap<>(kafka.adminProperties());
    all.put(ProducerConfig.ACKS_CONFIG, acks.setting());
    all.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, acks == Acks.ALL);
    all.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    all.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) DELIVERY.toMillis());
    all.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
    return all;
  }

  /**
   * Sends all, and waits for the last acknowledgement.
   *
   * @param halfway run on a thread of its own when half is sent
   */
  void run(Runnable halfway) throws InterruptedException {
    Thread interference = new Thread(halfway, "halfway");
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.partitionsFor(topic);
      long begin = System.nanoTime();
      for (int number = 0; number < waited.length(); number++) {
        long due = begin + TimeUnit.SECONDS.toNanos(1) * number / rate;
        while (System.nanoTime() < due) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
        if (number == waited.length() / 2) {
          interference.start();
        }
        send(producer, number, due);
      }
      producer.flush();
    }
    interference.join();
  }

  private void send(KafkaProducer<byte[], byte[]> producer, int number, long due) {
    byte[] key = ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    sent++;
    try {
      producer.send(
          new ProducerRecord<>(topic, 0, key, value),
          (at, failure) ->
              waited.set(number, failure == null ? Math.max(1, System.nanoTime() - due) : REFUSED));
    } catch (KafkaException refused) {
      waited.set(number, REFUSED);
    }
  }

  int sent() {
    return sent;
  }

  int refused() {
    return (int) numbers().filter(number -> waited.get(number) == REFUSED).count();
  }

  /** Numbers of the records that it takes for written. */
  BitSet acknowledged() {
    BitSet all = new BitSet();
    numbers().filter(number -> waited.get(number) > UNKNOWN).forEach(all::set);
    return all;
  }

  /** Of records that were due in the first half. */
  Latencies latencies() {
    return Latencies.of(waits(0, waited.length() / 2));
  }

  /** The longest of those that were due in the second half. */
  double stallMillis() {
    return Arrays.stream(waits(waited.length() / 2, waited.length())).max().orElse(0) / 1e6;
  }

  private long[] waits(int from, int to) {
    return IntStream.range(from, to)
        .mapToLong(waited::get)
        .filter(nanos -> nanos > UNKNOWN)
        .toArray();
  }

  private IntStream numbers() {
    return IntStream.range(0, waited.length());
  }
}
