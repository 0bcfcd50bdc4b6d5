package dev.doppio.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static com.tngtech.archunit.library.plantuml.rules.PlantUmlArchCondition.Configuration.consideringOnlyDependenciesInDiagram;
import static com.tngtech.archunit.library.plantuml.rules.PlantUmlArchCondition.adhereToPlantUmlDiagram;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The drawing in docs/architecture.puml is true, and every driver has one home. */
@AnalyzeClasses(packages = "dev.doppio", importOptions = ProductOnly.class)
final class ArchitectureTest {
  private static final Path DRAWING = Path.of("..", "docs", "architecture.puml");
  private static final Path README = Path.of("..", "README.md");

  @ArchTest
  static final ArchRule arrowsPointAsDrawn =
      classes()
          .should(adhereToPlantUmlDiagram(DRAWING, consideringOnlyDependenciesInDiagram()))
          .because(
              "a module that knows its neighbour can't be replaced or tested alone: let ops/cli"
                  + " compose the two, or put the type into schemas");

  @ArchTest
  static void theReadmeDrawsTheSameWayOfAChange(JavaClasses anyClasses) {
    Set<String> drawn = arrows(DRAWING, "(?m)^(\\w+) \\.\\.> (\\w+)");
    Set<String> shown =
        arrows(README, "(?m)^ *(\\w+)(?:\\[.*?\\])? --(?: .*? --)?> (\\w+)").stream()
            .map(arrow -> arrow.replaceAll("(log|reader)[1-4]", "$1"))
            .filter(arrow -> !arrow.equals("log > log")) // the mirror, in the README only
            .collect(Collectors.toSet());
    assertThat(drawn).hasSizeGreaterThan(4);
    assertThat(shown).isEqualTo(drawn);
  }

  @ArchTest
  static final ArchRule everyClassIsDrawn =
      classes()
          .should()
          .resideInAnyPackage(drawnPackages())
          .because("what is not drawn is not checked: add the component to the drawing");

  @ArchTest
  static void everythingDrawnIsThere(JavaClasses classes) {
    Adapters.assertNoneIsEmpty(classes, drawnPackages());
  }

  @ArchTest
  static void everyAdapterIsThere(JavaClasses classes) {
    Adapters.assertNoneIsEmpty(classes, Adapters.OUTSIDE_WORLD);
  }

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices()
          .matching("dev.doppio.(**)")
          .should()
          .beFreeOfCycles()
          .because("a cycle is one package in two folders: move the shared type to the lower one");

  @ArchTest
  static final ArchRule targetsAreUnawareOfOneAnother =
      slices()
          .matching("dev.doppio.applier.(*)..")
          .should()
          .notDependOnEachOther()
          .because("targets come and go alone: what two of them need belongs to log-reader");

  @ArchTest
  static final ArchRule packagesAreNamedForWhatTheyHold =
      noClasses()
          .should()
          .resideInAnyPackage(
              "..util..",
              "..utils..",
              "..common..",
              "..helper..",
              "..helpers..",
              "..impl..",
              "..constants..",
              "..misc..",
              "..internal..")
          .because("such a name takes in anything: name the concept, as schemas.partition does");

  @ArchTest
  static final ArchRule debeziumStaysInItsAdapter =
      driver("io.debezium..", "com.github.shyiko..")
          .livesIn(Adapters.DEBEZIUM, Adapters.BINLOG, Adapters.STREAM, Adapters.BENCH_DRAIN)
          .because(
              "behind capture there is ChangeSource alone: map its types to SourceEvent there");

  @ArchTest
  static final ArchRule kafkaStaysInItsAdapters =
      driver("org.apache.kafka..")
          .livesIn(
              Adapters.WRITER_KAFKA,
              Adapters.READER_KAFKA,
              Adapters.DEBEZIUM,
              Adapters.STREAM, // which knows what Debezium throws
              Adapters.LOCAL,
              Adapters.BENCH)
          .because("the loops run without Kafka in the simulation: go through the module's port");

  @ArchTest
  static final ArchRule jdbcStaysInItsAdapters =
      driver("java.sql..", "javax.sql..", "com.mysql..", "com.zaxxer.hikari..", "org.flywaydb..")
          .livesIn(
              Adapters.SOURCE_MYSQL,
              Adapters.DEBEZIUM, // whose connections are JDBC's
              Adapters.STREAM, // which knows what Debezium throws
              Adapters.TARGET_MYSQL,
              Adapters.CLI,
              Adapters.LOCAL,
              Adapters.CONSOLE,
              Adapters.BENCH)
          .because("SQL speaks to one server: capture.mysql to the source, applier.mysql to it");

  @ArchTest
  static final ArchRule luceneStaysInItsAdapter =
      driver("org.apache.lucene..")
          .livesIn(Adapters.TARGET_SEARCH)
          .because("an index is read and written in one form: ask SearchIndex for it");

  @ArchTest
  static final ArchRule hadoopStaysInItsAdapter =
      driver("org.apache.hadoop..", "org.apache.iceberg..", "org.apache.parquet..")
          .livesIn(Adapters.TARGET_HADOOP)
          .because("a warehouse is read and written in one form: ask Maintenance for it");

  @ArchTest
  static final ArchRule openSearchStaysInItsAdapter =
      driver("org.opensearch..", "org.apache.hc..")
          .livesIn(Adapters.TARGET_OPENSEARCH, "dev.doppio.local.opensearch.node..")
          .because("documents are versioned and judged in one place: ask OpenSearchTarget for it");

  @ArchTest
  static final ArchRule avroCodecsStayInTheContract =
      driver("org.apache.avro.io..", "org.apache.avro.generic..", "org.apache.avro.specific..")
          .livesIn("dev.doppio.schemas..")
          .because("the bytes of the contract are written in one place: use schemas' codecs");

  @ArchTest
  static final ArchRule metricsLibraryStaysInTheConsole =
      driver("io.micrometer..", "io.prometheus..")
          .livesIn(Adapters.CONSOLE, Adapters.CLI)
          .because("metrics are wrappers around the ports, put on by ops/cli");

  @ArchTest
  static final ArchRule commandLineLibraryStaysInTheCommand =
      driver("picocli..", "com.fasterxml.jackson.dataformat..", "ch.qos.logback..")
          .livesIn(Adapters.CLI, Adapters.BENCH)
          .because("flags, files and log output are the command's: take a record of settings");

  @ArchTest
  static final ArchRule containersStayInLocal =
      driver("org.testcontainers..", "com.github.dockerjava..")
          .livesIn(Adapters.LOCAL)
          .because("where a server comes from is the business of ops/local alone: ask it for one");

  @ArchTest
  static final ArchRule loggingGoesThroughSlf4j =
      driver(
              "java.util.logging..",
              "org.apache.logging..",
              "org.apache.log4j..",
              "org.apache.commons.logging..")
          .livesIn(Adapters.CLI)
          .because("two logging libraries lose each other's lines: use org.slf4j.Logger");

  private static Driver driver(String... packages) {
    return new Driver(packages);
  }

  private record Driver(String... packages) {
    ArchRule livesIn(String... homes) {
      return noClasses()
          .that()
          .resideOutsideOfPackages(homes)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(packages);
    }
  }

  private static String[] drawnPackages() {
    return found(DRAWING, "<<(.+?)>>").map(found -> found.group(1)).toArray(String[]::new);
  }

  private static Set<String> arrows(Path file, String pattern) {
    return found(file, pattern)
        .map(arrow -> arrow.group(1) + " > " + arrow.group(2))
        .collect(Collectors.toSet());
  }

  private static Stream<MatchResult> found(Path file, String pattern) {
    try {
      return Pattern.compile(pattern).matcher(Files.readString(file)).results();
    } catch (IOException e) {
      throw new AssertionError("no drawing at " + file.toAbsolutePath(), e);
    }
  }
}
