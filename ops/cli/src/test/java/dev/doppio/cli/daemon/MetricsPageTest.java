package dev.doppio.cli.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.metrics.PoolStats;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import dev.doppio.applier.hadoop.HadoopTargetStats;
import dev.doppio.applier.mysql.MySqlTargetStats;
import dev.doppio.applier.opensearch.OpenSearchTargetStats;
import dev.doppio.applier.search.LuceneTargetStats;
import dev.doppio.capture.SourceOutlook;
import dev.doppio.cli.verify.Continuous;
import dev.doppio.console.Metrics;
import dev.doppio.console.kafka.KafkaClientMeters;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/**
 * docs/metrics.md is what Prometheus gets. {@code -Dpublish=true} writes the page anew before it is
 * compared.
 */
final class MetricsPageTest {
  private static final Path PAGE = Path.of("..", "..", "docs", "metrics.md");
  private static final Path SOURCES = Path.of("src", "main", "java");
  private static final String BEGIN = "<!-- tables: generated -->\n";

  /** Nobody listens there; a client has its figures before it has a connection. */
  private static final Map<String, Object> CLIENT =
      Map.of(
          "bootstrap.servers",
          "127.0.0.1:1",
          "client.id",
          "any",
          "metric.reporters",
          KafkaClientMeters.class.getName());

  private final Map<String, List<MeterBinder>> daemons = daemons();

  @Test
  void thePageListsWhatPrometheusGets() throws Exception {
    String tables = ofDaemons() + ofPools() + ofKafkaClients();
    String page = Files.readString(PAGE);
    if (Boolean.getBoolean("publish")) {
      page = page.substring(0, page.indexOf(BEGIN) + BEGIN.length()) + tables;
      Files.writeString(PAGE, page);
    }

    assertThat(page.substring(page.indexOf(BEGIN) + BEGIN.length()))
        .as("docs/metrics.md; -Dpublish=true writes it anew")
        .isEqualTo(tables);
  }

  @Test
  void noMetersAreLeftOut() throws IOException {
    Set<String> here =
        daemons.values().stream()
            .flatMap(List::stream)
            .map(meters -> meters.getClass().getSimpleName())
            .collect(Collectors.toCollection(TreeSet::new));
    try (Stream<Path> sources = Files.walk(SOURCES)) {
      Set<String> there =
          sources
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> read(file).contains("implements MeterBinder {"))
              .map(file -> file.getFileName().toString().replace(".java", ""))
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(there).isNotEmpty().isEqualTo(here);
    }
  }

  /** Each command with what it binds, before anything has happened. */
  private static Map<String, List<MeterBinder>> daemons() {
    Map<String, List<MeterBinder>> daemons = new LinkedHashMap<>();
    daemons.put(
        "sidecar",
        List.of(
            new WriterMeters(() -> MetersTest.writer(Optional.empty()), Clock.systemUTC()),
            new SourceMeters(SourceOutlook::unknown, List.of("db1:3306"))));
    daemons.put(
        "apply mysql",
        List.of(
            reader(), new TargetMeters(() -> new MySqlTargetStats(0, 0, 0, Map.of(), 0, 0, 0))));
    daemons.put(
        "apply search",
        List.of(reader(), new IndexMeters(() -> new LuceneTargetStats(0, 0, 0, 0, 0))));
    daemons.put(
        "apply hadoop",
        List.of(
            reader(),
            new WarehouseMeters(() -> new HadoopTargetStats(0, 0, 0, 0, 0, Optional.empty()))));
    daemons.put(
        "apply opensearch",
        List.of(reader(), new OpenSearchMeters(() -> new OpenSearchTargetStats(0, 0, 0, 0, 0, 0))));
    daemons.put("verify --continuous", List.of(Continuous.meters()));
    return daemons;
  }

  private static ReaderMeters reader() {
    return new ReaderMeters(() -> List.of(MetersTest.unknownPartition()), "dc1");
  }

  private String ofDaemons() throws Exception {
    Map<String, Family> families = new TreeMap<>();
    Map<String, List<String>> exporters = new TreeMap<>();
    for (Map.Entry<String, List<MeterBinder>> daemon : daemons.entrySet()) {
      for (Family family : Scrape.of(metrics -> metrics.add(daemon.getValue()), "doppio_")) {
        Family before = families.putIfAbsent(family.name(), family);
        assertThat(family).as("the same name at two daemons").isIn(before, family);
        exporters.computeIfAbsent(family.name(), name -> new ArrayList<>()).add(daemon.getKey());
      }
    }
    StringBuilder table = new StringBuilder("\n## Doppio\n\n");
    table.append("| metric | type | labels | exported by | meaning |\n|---|---|---|---|---|\n");
    families.forEach(
        (name, family) -> table.append(family.row(by(exporters.get(name)))).append('\n'));
    return table.toString();
  }

  private static String by(List<String> commands) {
    return String.join(", ", commands)
        .replace("apply mysql, apply search, apply hadoop, apply opensearch", "apply (all)");
  }

  private static String ofPools() throws Exception {
    return table(
        "Connections to the replica (HikariCP)",
        Scrape.of(
            metrics -> {
              new MicrometerMetricsTrackerFactory(Metrics.global()).create("any", new NoPool());
            },
            "hikaricp_"));
  }

  private static String ofKafkaClients() throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(CLIENT, new ByteArraySerializer(), new ByteArraySerializer());
        KafkaConsumer<byte[], byte[]> consumer =
            new KafkaConsumer<>(CLIENT, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        Admin admin = Admin.create(CLIENT)) {
      return table("Kafka's clients", Scrape.of(metrics -> {}, "kafka_"));
    }
  }

  private static String table(String title, List<Family> families) {
    assertThat(families).as(title).isNotEmpty();
    String rows =
        families.stream().map(family -> family.row() + "\n").collect(Collectors.joining());
    return "\n## " + title + "\n\n| metric | type | labels | meaning |\n|---|---|---|---|\n" + rows;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static final class NoPool extends PoolStats {
    NoPool() {
      super(Long.MAX_VALUE);
    }

    @Override
    protected void update() {}
  }
}
