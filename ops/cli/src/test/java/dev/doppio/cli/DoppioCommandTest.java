package dev.doppio.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.schemas.failure.ExitCode;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.failure.Reaction;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class DoppioCommandTest {
  @TempDir Path folder;

  private record Ran(int code, String out, String err) {}

  @Test
  void exitCodesAreUniqueAndSmall() {
    assertThat(Arrays.stream(ExitCode.values()).map(ExitCode::code))
        .doesNotHaveDuplicates()
        .allMatch(code -> code >= 0 && code < 126);
  }

  @Test
  void whatEndsAProcessNeverEndsItWithSuccess() {
    for (FailureKind kind : FailureKind.values()) {
      if (kind.reaction() == Reaction.EXIT) {
        assertThat(kind.exitCode()).as(kind.name()).isNotIn(ExitCode.OK, ExitCode.DIFFERENT);
      }
    }
  }

  @Test
  void helpListsCommandsAndExitCodes() {
    Ran help = run("--help");

    assertThat(help.code()).isZero();
    assertThat(help.out())
        .contains(
            "sidecar", "apply", "status", "doctor", "tail", "schema", "grants", "demo", "search",
            "hadoop");
    for (ExitCode code : ExitCode.values()) {
      assertThat(help.out()).contains(code.meaning());
    }
  }

  @Test
  void theVersionIsThatOfTheBuild() {
    assertThat(run("--version").out()).matches("(?s)doppio \\d+\\.\\d+\\.\\d+.*Java 1?\\d.*");
  }

  @Test
  void misuseSaysHowAndExitsWithUsage() {
    for (String[] misuse :
        List.of(
            new String[] {},
            new String[] {"apply"},
            new String[] {"grants"},
            new String[] {"mastership"},
            new String[] {"mastership", "take", "-c", "x", "--database", "d", "--partition", "0"},
            new String[] {"sidecar"},
            new String[] {"sidecar", "--nonsense"},
            new String[] {"status"},
            new String[] {"doctor"},
            new String[] {"tail"},
            new String[] {"search", "coffee"},
            new String[] {"hadoop"},
            new String[] {"hadoop", "compact"},
            new String[] {"schema"},
            new String[] {"schema", "diff"})) {
      Ran ran = run(misuse);
      assertThat(ran.code()).isEqualTo(ExitCode.USAGE.code());
      assertThat(ran.err()).startsWith("doppio: ").doesNotContain("Exception");
    }
    assertThat(run("sidecra").err()).contains("sidecar");
  }

  @Test
  void checkPrintsWhatIsInForceWithItsOrigin() throws IOException {
    Ran ran = run("sidecar", "--check", "--config", config(), "--set", "writer.commit-age=50ms");

    assertThat(ran.code()).isZero();
    assertThat(ran.out())
        .contains("commit-age: 50ms", "# --set", "password-file:", "# default")
        .doesNotContain("s3cret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kafka.acks=0",
        "kafka.lingr.ms=5",
        "kafka.linger.ms=soon",
        "capture.debezium.snapshot.mode=never",
        "storage-node.mysql.user="
      })
  void checkRefusesWhatASidecarRefusesBeforeItConnects(String setting) throws IOException {
    Ran ran = run("sidecar", "--check", "--config", config(), "--set", setting);

    assertThat(ran.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(ran.err()).contains(lastPartOf(setting));
    assertThat(ran.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kafka.group.id=mine",
        "kafka.fetch.min.byte=5",
        "kafka.fetch.min.bytes=many",
        "target.mysql.client.useAffectedRows=true"
      })
  void checkRefusesWhatAnApplierRefusesBeforeItConnects(String setting) throws IOException {
    Ran ran = run("apply", "mysql", "--check", "--config", applyConfig(), "--set", setting);

    assertThat(ran.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(ran.err()).contains(lastPartOf(setting));
    assertThat(ran.out()).isEmpty();
  }

  /** A client names its setting without our prefix. */
  private static String lastPartOf(String setting) {
    String name = setting.split("=")[0];
    return name.substring(name.indexOf('.') + 1).replace("debezium.", "").replace("mysql.", "");
  }

  @Test
  void theOperatorsToolsTellTheDaemonByItsSectionsAndSayWhatTheyCanNotRead() throws IOException {
    Ran place = run("tail", "-c", applyConfig(), "--from", "yesterday");
    Ran one = run("tail", "-c", config(), "--from", "scn:1:7");
    Ran database = run("tail", "-c", config(), "--database", "shop");
    Ran watch = run("status", "-c", config(), "-c", applyConfig(), "--watch", "0");
    Ran neither = run("status", "-c", file("neither.yaml", "version: 1\nkafka: {a: b}\n"));

    assertThat(place.err()).contains("'yesterday' is no place", "time:2026-01-02T03:04:05Z");
    assertThat(one.err()).contains("name it with --partition");
    assertThat(database.err()).contains("the configuration has mailbox");
    assertThat(watch.err()).contains("--watch takes 1 or more");
    assertThat(neither.err()).contains("1 problem", "a sidecar's (node, storage-node)");
    for (Ran ran : List.of(place, one, database, watch, neither)) {
      assertThat(ran.code()).isEqualTo(ExitCode.USAGE.code());
    }
  }

  @Test
  void aBadConfigurationIsOneMessageAndUsage() throws IOException {
    Ran ran = run("sidecar", "--check", "--config", config(), "--set", "consoel.port=1");

    assertThat(ran.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(ran.err()).contains("consoel.port: no such setting", "console.port");
    assertThat(ran.out()).isEmpty();
  }

  @Test
  void applyAndItsGrantsReadTheirOwnConfiguration() throws IOException {
    String file = applyConfig();

    assertThat(run("apply", "mysql", "--check", "-c", file).out()).contains("origin: dc1");
    Ran grants = run("grants", "apply", "-c", file, "--principal", "User:x");
    assertThat(grants.out())
        .contains("ON `mailbox`.* TO 'apply'@'%'", "ON `doppio`.*")
        .contains("--allow-principal 'User:x' --operation Read --topic 'doppio.mailbox'");
  }

  @Test
  void aSearchIndexHasAConfigurationThatEveryToolOfAnApplierTakes() throws IOException {
    String file = searchConfig();

    assertThat(run("apply", "search", "--check", "-c", file).out())
        .contains("folder: index", "json-paths: 1000", "buffer-size: 96MiB", "port: 9103");
    assertThat(run("apply", "mysql", "--check", "-c", file).err())
        .contains("target.lucene.folder: no such setting", "target.mysql.user: is missing");
    assertThat(run("apply", "search", "--check", "-c", applyConfig()).err())
        .contains("target.mysql.user: no such setting", "target.lucene.folder: is missing");
    assertThat(run("grants", "apply", "-c", file, "--principal", "User:x").out())
        .contains("--allow-principal 'User:x' --operation Read --topic 'doppio.mailbox'")
        .doesNotContain("MySQL");
    assertThat(folder.resolve("index")).doesNotExist();
  }

  @Test
  void aSearchSaysThatThereIsNoIndexYetOrThatItIsNotOne() throws IOException {
    Ran none = run("search", "-c", searchConfig(), "coffee");
    Ran replica = run("search", "-c", applyConfig(), "coffee");
    Ran limit = run("search", "-c", searchConfig(), "coffee", "--limit", "0");

    assertThat(none.code()).isEqualTo(ExitCode.REFUSED.code());
    assertThat(none.err()).contains("there is no index in", "start 'doppio apply search'");
    assertThat(replica.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(replica.err()).contains("give the one of 'doppio apply search'");
    assertThat(limit.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(limit.err()).contains("--limit takes 1 to 10000");
  }

  @Test
  void aVerifyTakesASourceAndAReplicaAndNothingThatContradictsItself() throws IOException {
    Ran one = run("verify", "-c", config());
    Ran index = run("verify", "-c", config(), "-c", searchConfig(), "--repair");
    Ran rate = run("verify", "-c", config(), "-c", applyConfig(), "--rate", "0");
    Ran both = run("verify", "-c", config(), "-c", applyConfig(), "--repair", "--dry-run");
    Ran daemon =
        run("verify", "-c", config(), "-c", applyConfig(), "--continuous", "--resume", "x");

    assertThat(one.err()).contains("verify takes two configurations");
    assertThat(index.err()).contains("--repair writes to MySQL replicas alone");
    assertThat(rate.err()).contains("--rate 0.0 is not above 0");
    assertThat(both.err()).contains("mutually exclusive");
    assertThat(daemon.err()).contains("--continuous takes neither --resume nor --report");
    for (Ran ran : List.of(one, index, rate, both, daemon)) {
      assertThat(ran.code()).isEqualTo(ExitCode.USAGE.code());
      assertThat(ran.out()).isEmpty();
    }
  }

  @Test
  void indexesInOpenSearchHaveAConfigurationThatEveryToolOfAnApplierTakes() throws IOException {
    String file = openSearchConfig("[\"http://search:9200\"]");

    assertThat(run("apply", "opensearch", "--check", "-c", file).out())
        .contains("keep-deletes: 1h", "json: flat", "bulk-size: 5MiB", "port: 9106");
    assertThat(run("apply", "search", "--check", "-c", file).err())
        .contains("target.opensearch.nodes: no such setting", "target.lucene.folder: is missing");
    assertThat(run("grants", "apply", "-c", file).out()).doesNotContain("MySQL");
    assertThat(run("search", "-c", file, "coffee").err()).contains("answers itself at");
    assertThat(run("apply", "opensearch", "--check", "-c", openSearchConfig("[search]")).err())
        .contains("'search' is no http://host:port");
    assertThat(run("apply", "opensearch", "--check", "-c", searchConfig()).err())
        .contains("target.opensearch: nodes is missing");
  }

  private String openSearchConfig(String nodes) throws IOException {
    return file(
        "opensearch.yaml",
        """
        version: 1
        log:
          origin: dc1
        databases:
          mailbox:
        target:
          opensearch:
            nodes: %s
            json: flat
        kafka:
          bootstrap.servers: k:9092
        """
            .formatted(nodes));
  }

  @Test
  void aWarehouseHasAConfigurationThatEveryToolOfAnApplierTakes() throws IOException {
    String file = hadoopConfig();

    assertThat(run("apply", "hadoop", "--check", "-c", file).out())
        .contains("commit-interval: 30s", "partition-by: day", "port: 9104", "dfs.replication: 2");
    assertThat(run("apply", "search", "--check", "-c", file).err())
        .contains("target.hadoop.warehouse: no such setting", "target.lucene.folder: is missing");
    assertThat(run("grants", "apply", "-c", file).out()).doesNotContain("MySQL");
    assertThat(run("search", "-c", file, "coffee").err()).contains("'doppio apply search'");
    Ran none = run("hadoop", "watermark", "-c", file, "--table", "message");
    assertThat(none.code()).isEqualTo(ExitCode.REFUSED.code());
    assertThat(none.err()).contains("has no table mailbox.message; it has none");
    Ran index = run("hadoop", "compact", "-c", searchConfig(), "--table", "message");
    assertThat(index.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(index.err()).contains("give the one of 'doppio apply hadoop'");
    assertThat(folder.resolve("warehouse")).doesNotExist();
  }

  private String hadoopConfig() throws IOException {
    return file(
        "hadoop.yaml",
        """
        version: 1
        log:
          origin: dc1
        databases:
          mailbox:
        target:
          hadoop:
            warehouse: warehouse
            client:
              dfs.replication: 2
        kafka:
          bootstrap.servers: k:9092
        """);
  }

  private String searchConfig() throws IOException {
    return file(
        "search.yaml",
        """
        version: 1
        log:
          origin: dc1
        databases:
          mailbox:
        target:
          lucene:
            folder: index
        kafka:
          bootstrap.servers: k:9092
        """);
  }

  private String config() throws IOException {
    return file(
        "sidecar.yaml",
        """
        version: 1
        node: n1
        datacenter: dc1
        storage-node:
          mysql:
            user: capture
            password-file: word
        databases:
          mailbox:
            partitions: 8
        kafka:
          bootstrap.servers: k:9092
        """);
  }

  private String applyConfig() throws IOException {
    return file(
        "apply.yaml",
        """
        version: 1
        log:
          origin: dc1
        databases:
          mailbox:
        target:
          mysql:
            user: apply
            password-file: word
        kafka:
          bootstrap.servers: k:9092
        """);
  }

  private String file(String name, String text) throws IOException {
    Files.writeString(folder.resolve("word"), "s3cret");
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private static Ran run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine = DoppioCommand.commandLine();
    commandLine.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int code = commandLine.execute(arguments);
    return new Ran(code, out.toString(), err.toString());
  }
}
