package dev.doppio.bench.profile;

import java.util.List;

/** Whose code a class is. */
final class Owners {
  private record Owner(String prefix, String name) {}

  private static final String JDK = "JDK";

  /** The longest prefix that fits stands first. */
  private static final List<Owner> KNOWN =
      List.of(
          new Owner("dev.doppio.schemas", "schemas"),
          new Owner("dev.doppio.capture.debezium", "capture: debezium engine"),
          new Owner("dev.doppio.capture.row", "capture: rows"),
          new Owner("dev.doppio.capture", "capture"),
          new Owner("dev.doppio.logwriter.kafka", "log-writer: kafka"),
          new Owner("dev.doppio.logwriter", "log-writer"),
          new Owner("dev.doppio", "ops"),
          new Owner("com.github.shyiko", "client library"),
          new Owner("io.debezium", "Debezium"),
          new Owner("org.apache.avro", "Avro"),
          new Owner("net.jpountz", "lz4"),
          new Owner("com.github.luben", "zstd"),
          new Owner("org.apache.kafka.connect", "Kafka Connect API"),
          new Owner("org.apache.kafka", "Kafka client"),
          new Owner("com.fasterxml.jackson", "Jackson"),
          new Owner("com.mysql", "Connector/J"),
          new Owner("io.micrometer", "Micrometer"),
          new Owner("java.", JDK),
          new Owner("javax.", JDK),
          new Owner("jdk.", JDK),
          new Owner("sun.", JDK));

  private Owners() {}

  static String of(String className) {
    return KNOWN.stream()
        .filter(owner -> className.startsWith(owner.prefix()))
        .map(Owner::name)
        .findFirst()
        .orElse("other");
  }

  static boolean isJdk(String className) {
    return of(className).equals(JDK);
  }
}
