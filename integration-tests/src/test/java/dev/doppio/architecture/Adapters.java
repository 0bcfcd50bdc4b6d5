package dev.doppio.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;

/** Packages that may do what the rest may not. An adapter is the one place that knows a driver. */
final class Adapters {
  static final String DEBEZIUM = "dev.doppio.capture.debezium..";
  static final String BINLOG = "dev.doppio.capture.binlog..";
  static final String STREAM = "dev.doppio.capture.stream..";
  static final String SNAPSHOT = "dev.doppio.capture.snapshot..";
  static final String SOURCE_MYSQL = "dev.doppio.capture.mysql..";
  static final String WRITER_KAFKA = "dev.doppio.logwriter.kafka..";
  static final String READER_KAFKA = "dev.doppio.logreader.kafka..";
  static final String TARGET_MYSQL = "dev.doppio.applier.mysql..";
  static final String TARGET_SEARCH = "dev.doppio.applier.search..";
  static final String TARGET_HADOOP = "dev.doppio.applier.hadoop..";
  static final String TARGET_OPENSEARCH = "dev.doppio.applier.opensearch..";
  static final String CLI = "dev.doppio.cli..";
  static final String LOCAL = "dev.doppio.local..";
  static final String CONSOLE = "dev.doppio.console..";
  static final String CONSOLE_KAFKA = "dev.doppio.console.kafka..";
  static final String BENCH = "dev.doppio.bench..";
  static final String BENCH_DRAIN = "dev.doppio.bench.drain..";

  /** Where calls block, threads run and clocks are real. */
  static final String[] OUTSIDE_WORLD = {
    DEBEZIUM,
    BINLOG,
    STREAM,
    SNAPSHOT,
    SOURCE_MYSQL,
    WRITER_KAFKA,
    READER_KAFKA,
    TARGET_MYSQL,
    TARGET_SEARCH,
    TARGET_HADOOP,
    TARGET_OPENSEARCH,
    CLI,
    LOCAL,
    CONSOLE,
    BENCH
  };

  /** A rule about a package that nobody has any more holds whatever the code does. */
  static void assertNoneIsEmpty(JavaClasses classes, String... packages) {
    for (String name : packages) {
      assertThat(classes.that(resideInAPackage(name)))
          .as("classes in %s, which a rule speaks of", name)
          .anyMatch(type -> !type.getSimpleName().equals("package-info"));
    }
  }

  private Adapters() {}
}
