package dev.doppio.logreader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.applier.hadoop.CurrentDocuments;
import dev.doppio.applier.hadoop.HadoopTarget;
import dev.doppio.applier.hadoop.HadoopTargetConfig;
import dev.doppio.applier.mysql.MySqlTarget;
import dev.doppio.applier.mysql.MySqlTargetConfig;
import dev.doppio.applier.mysql.TlsMode;
import dev.doppio.applier.opensearch.OpenSearchTarget;
import dev.doppio.applier.opensearch.OpenSearchTargetConfig;
import dev.doppio.applier.search.LuceneTarget;
import dev.doppio.applier.search.LuceneTargetConfig;
import dev.doppio.applier.search.SearchIndex;
import dev.doppio.local.mysql.MySqlServer;
import dev.doppio.logreader.FedTarget.Trouble;
import dev.doppio.logreader.example.DocumentIndex;
import dev.doppio.logwriter.LogWriter;
import dev.doppio.oracle.SearchedDocuments;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.secret.Secret;
import dev.doppio.servers.Servers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One log, six targets at once. What is wrong with one of them is nothing to the others: they reach
 * the log's end while that one stands where it was.
 */
@Timeout(180)
final class TargetsApartIT {
  private static final int TRANSACTIONS = 30;

  private final KafkaReaderBench bench = new KafkaReaderBench(Servers.kafka("dc1"));
  private final TableName table = new TableName(bench.database, "documents");
  private final Path index = Servers.workspace().folder("apart-index", bench.database);
  private final HadoopTargetConfig warehouse =
      new HadoopTargetConfig(
          "file:" + Servers.workspace().folder("apart-tables", bench.database),
          "dc1",
          new HadoopTargetConfig.Bounds(Duration.ofMillis(200), 10_000, 1 << 20),
          HadoopTargetConfig.Slices.DAY,
          HadoopTargetConfig.Tables.BOTH,
          new HadoopTargetConfig.Keeping(Duration.ofHours(1), 1),
          Optional.empty(),
          Map.of());
  private final DocumentIndex own = new DocumentIndex();
  private final List<FedTarget> targets = new ArrayList<>();
  private final LogWriter writer = bench.writer(1000);
  private long end;

  @BeforeEach
  void feedAll() {
    KafkaReaderBench.drain(writer);
    targets.add(new FedTarget("MySQL", MySqlTarget.connect(replica()), bench));
    targets.add(new FedTarget("memory", bench.target, bench));
    targets.add(
        new FedTarget(
            "Lucene",
            LuceneTarget.connect(new LuceneTargetConfig(index, "dc1", 4 << 20, 3, 100)),
            bench));
    targets.add(
        new FedTarget("OpenSearch", OpenSearchTarget.connect(cluster(), Clock.systemUTC()), bench));
    targets.add(new FedTarget("Hadoop", HadoopTarget.connect(warehouse, Clock.systemUTC()), bench));
    targets.add(new FedTarget("a consumer of one's own", own, bench));
    write();
    targets.forEach(target -> target.awaitApplied(end));
  }

  @AfterEach
  void close() {
    targets.forEach(FedTarget::close);
    writer.close();
  }

  @ParameterizedTest
  @EnumSource(Trouble.class)
  void theOthersReachTheLogsEndWhileOneIs(Trouble trouble) throws Exception {
    for (FedTarget one : targets) {
      long before = one.applied();
      one.suffer(trouble);
      write();
      for (FedTarget other : targets) {
        if (other != one) {
          other.awaitApplied(end);
        }
      }
      one.awaitTrouble();
      assertThat(one.applied()).as("%s, which is %s", one, trouble).isEqualTo(before);
      one.heal();
      one.awaitApplied(end);
    }
    everythingIsEverywhere();
  }

  /** Transactions of one row, in all partitions. */
  private void write() {
    bench.commit(TRANSACTIONS, 1);
    KafkaReaderBench.drain(writer);
    end += TRANSACTIONS;
  }

  private void everythingIsEverywhere() throws Exception {
    List<String> indexed = new ArrayList<>();
    try (SearchIndex found = SearchIndex.open(index)) {
      found.documents(table, hit -> indexed.add(hit.id()));
    }
    List<String> stored = new ArrayList<>();
    try (CurrentDocuments documents = new CurrentDocuments(warehouse)) {
      documents.read(table, document -> stored.add(document.key()));
    }
    assertThat(indexed).hasSize(bench.committed()).doesNotHaveDuplicates();
    assertThat(stored).containsExactlyInAnyOrderElementsOf(indexed);
    assertThat(new SearchedDocuments(Servers.openSearch().uri()).documents(prefix() + table))
        .containsOnlyKeys(indexed);
    assertThat(own.documents(table)).hasSize(bench.committed());
    assertThat(bench.applied()).isEqualTo(bench.committed());
    bench.assertEachOnce();
    try (Connection connection = Servers.connect(Servers.replica());
        Statement sql = connection.createStatement();
        ResultSet count = sql.executeQuery("SELECT COUNT(*) FROM " + table)) {
      count.next();
      assertThat(count.getInt(1)).isEqualTo(bench.committed());
    }
  }

  private OpenSearchTargetConfig cluster() {
    return new OpenSearchTargetConfig(
        new OpenSearchTargetConfig.Access(
            List.of(Servers.openSearch().uri()),
            Optional.empty(),
            Optional.empty(),
            Duration.ofSeconds(30)),
        prefix(),
        "dc1",
        new OpenSearchTargetConfig.Indexes(
            1, 0, Duration.ofHours(1), OpenSearchTargetConfig.Json.OBJECT),
        1 << 20);
  }

  private String prefix() {
    return "apart-" + bench.database + ".";
  }

  private static MySqlTargetConfig replica() {
    return new MySqlTargetConfig(
        Servers.replica().host(),
        Servers.replica().port(),
        MySqlServer.ROOT_USER,
        Secret.fixed("a test", MySqlServer.ROOT_PASSWORD),
        TlsMode.PREFERRED,
        5,
        Map.of("allowPublicKeyRetrieval", "true"),
        "dc1",
        List.of(),
        Map.of(),
        false);
  }
}
