package dev.doppio.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doppio.capture.config.Endpoint;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.secret.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigurationsTest {
  private static final String GOOD =
      """
      version: 1
      node: node-1
      datacenter: dc1
      storage-node:
        mysql:
          port: 3307
          user: capture
          password-file: mysql.password
      databases:
        mailbox:
          partitions: 8
      kafka:
        bootstrap.servers: kafka:9092
        linger.ms: 5
      """;

  @TempDir Path folder;

  @BeforeEach
  void writePassword() throws IOException {
    Files.writeString(folder.resolve("mysql.password"), "s3cret-word\n");
  }

  @Test
  void aWholeFileBecomesTheSettingsOfEachPart() throws IOException {
    SidecarSettings settings = load(GOOD).settings();

    assertThat(settings.capture().endpoint().address()).isEqualTo("127.0.0.1:3307");
    assertThat(settings.capture().endpoint().password().reveal()).isEqualTo("s3cret-word");
    assertThat(settings.writer().databases().get(0).ownedPartitions()).hasSize(8);
    assertThat(settings.log().bootstrapServers()).isEqualTo("kafka:9092");
    assertThat(settings.log().properties()).isEqualTo(Map.of("linger.ms", "5"));
    assertThat(settings.daemon().consoleAddress()).isEqualTo("127.0.0.1");
  }

  @Test
  void aStorageNodeMayHaveSeveralServersInOrder() throws IOException {
    String several =
        GOOD.replace("    port: 3307\n", "    endpoints: [db1, 'db2:3307', '[fd00::3]:3308']\n");
    SidecarSettings settings = load(several).settings();

    assertThat(settings.capture().endpoints().stream().map(Endpoint::address))
        .containsExactly("db1:3306", "db2:3307", "[fd00::3]:3308");
    assertThat(settings.capture().endpoint().user()).isEqualTo("capture");
    assertThatThrownBy(() -> load(several, Map.of(), "storage-node.mysql.port=3307"))
        .hasMessageContaining("storage-node.mysql.port")
        .hasMessageContaining("endpoints names them all");
    assertThatThrownBy(() -> load(several.replace("db1,", "'db1:x',")))
        .hasMessageContaining("storage-node.mysql.endpoints")
        .hasMessageContaining("'db1:x' is not host or host:port");
    assertThatThrownBy(() -> load(several.replace("db1,", "'db2:3307',")))
        .hasMessageContaining("each named once");
  }

  @Test
  void aFlagWinsOverTheEnvironmentOverTheFileOverTheDefault() throws IOException {
    String path = "storage-node.mysql.port";
    Map<String, String> environment = Map.of("DOPPIO_STORAGE_NODE_MYSQL_PORT", "3308");

    assertThat(port(GOOD.replace("    port: 3307\n", ""), Map.of())).isEqualTo(3306);
    assertThat(port(GOOD, Map.of())).isEqualTo(3307);
    assertThat(port(GOOD, environment)).isEqualTo(3308);
    assertThat(port(GOOD, environment, path + "=3309")).isEqualTo(3309);
  }

  @Test
  void clientSettingsPassThroughFromFileEnvironmentAndFlag() throws IOException {
    Map<String, String> environment =
        Map.of("DOPPIO_KAFKA_SECURITY_PROTOCOL", "SSL", "DOPPIO_KAFKA_LINGER_MS", "7");
    Loaded<SidecarSettings> loaded =
        load(GOOD, environment, "kafka.batch.size=1000", "storage-node.mysql.client.sslMode=x");

    assertThat(loaded.settings().log().properties())
        .isEqualTo(Map.of("linger.ms", "7", "security.protocol", "SSL", "batch.size", "1000"));
    assertThat(loaded.settings().capture().mysql()).isEqualTo(Map.of("sslMode", "x"));
    assertThat(loaded.warnings()).isEmpty();
  }

  @Test
  void everyProblemIsSaidAtOnceWithItsPathAndItsFix() {
    String bad =
        GOOD.replace("node: node-1\n", "")
            .replace("3307", "high")
            .replace("partitions: 8", "partitions: 0");

    assertThatThrownBy(() -> load(bad, Map.of(), "writer.commit-age=5", "writer.commit-size=1MB"))
        .isInstanceOf(DoppioException.class)
        .hasMessageContaining("5 problems")
        .hasMessageContaining("node: is missing: a name for this storage node")
        .hasMessageContaining("storage-node.mysql.port: 'high' is not a whole number from 1 to")
        .hasMessageContaining("(sidecar.yaml:5)")
        .hasMessageContaining("databases.mailbox.partitions: '0' is not a whole number")
        .hasMessageContaining("writer.commit-age: '5' is not a duration; write it with its unit")
        .hasMessageContaining("writer.commit-size: '1MB' is not a size")
        .extracting(e -> ((DoppioException) e).kind())
        .isEqualTo(FailureKind.CONFIGURATION);
  }

  @Test
  void anUnknownKeyIsRefusedWithTheOneThatWasMeant() {
    refused(GOOD + "writer:\n  comit-age: 1s\n")
        .hasMessageContaining("writer.comit-age: no such setting (sidecar.yaml:16)")
        .hasMessageContaining("did you mean commit-age?");
    refused(GOOD.replace("user: capture", "user: capture\n    passwort-file: x"))
        .hasMessageContaining("did you mean password-file?");
    refused(GOOD + "consol:\n  port: 1\n").hasMessageContaining("did you mean console.port?");
    assertThatThrownBy(() -> load(GOOD, Map.of(), "console.prot=1"))
        .hasMessageContaining("console.prot: no such setting (--set); did you mean port?");
  }

  @Test
  void aValueWhereASectionBelongsIsRefused() {
    refused(GOOD + "console: 9101\n").hasMessageContaining("console: is a section, not a value");
  }

  @Test
  void anUnknownOrMissingVersionIsTheOnlyThingSaid() {
    refused(GOOD.replace("version: 1", "version: 2") + "future: 1\n")
        .hasMessageContaining("1 problem")
        .hasMessageContaining("version: is 2, this doppio reads version 1");
    refused(GOOD.replace("version: 1\n", "")).hasMessageContaining("version: is missing");
  }

  @Test
  void anInlineSecretIsRefusedAndNeverRepeated() {
    String inline = GOOD.replace("password-file: mysql.password", "password: hunter2");

    refused(inline)
        .hasMessageContaining(
            "storage-node.mysql.password: a secret is never written into the configuration")
        .hasMessageContaining("name the file in storage-node.mysql.password-file")
        .hasMessageContaining("DOPPIO_STORAGE_NODE_MYSQL_PASSWORD")
        .hasMessageNotContaining("hunter2");
    assertThatThrownBy(() -> load(GOOD, Map.of(), "kafka.ssl.key.password=hunter2"))
        .hasMessageContaining("kafka.ssl.key.password: a secret is never written")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void secretsComeFromFilesOrTheEnvironmentAndNeverShow() throws IOException {
    Files.writeString(folder.resolve("jaas"), "org.example.Login required password=\"hunter2\";");
    Map<String, String> environment =
        Map.of(
            "DOPPIO_STORAGE_NODE_MYSQL_PASSWORD", "hunter3",
            "DOPPIO_KAFKA_SSL_KEY_PASSWORD", "hunter4");
    Loaded<SidecarSettings> loaded = load(GOOD, environment, "kafka.sasl.jaas.config-file=jaas");

    assertThat(loaded.settings().capture().endpoint().password().reveal()).isEqualTo("hunter3");
    assertThat(loaded.settings().log().properties())
        .containsEntry("ssl.key.password", "hunter4")
        .containsEntry("sasl.jaas.config", "org.example.Login required password=\"hunter2\";");
    assertThat(loaded.effective())
        .contains("(hidden)", "DOPPIO_STORAGE_NODE_MYSQL_PASSWORD", "sasl.jaas.config-file: jaas")
        .doesNotContain("hunter");
    assertThat(loaded.settings().capture().toString()).doesNotContain("hunter");
  }

  @Test
  void aPasswordFileIsReadAtEachLoginAndNamedInMessages() throws IOException {
    Secret password = load(GOOD).settings().capture().endpoint().password();
    Path file = folder.resolve("mysql.password");

    Files.writeString(file, "rotated-word\n");
    assertThat(password.reveal()).isEqualTo("rotated-word");
    Files.delete(file);
    assertThat(password.reveal()).isEqualTo("rotated-word");
    Files.createFile(file);
    assertThat(password.reveal()).isEqualTo("rotated-word");
    assertThat(password.origin()).isEqualTo("storage-node.mysql.password-file (" + file + ")");
  }

  @Test
  void aMissingSecretNamesBothWaysToGiveIt() {
    refused(GOOD.replace("    password-file: mysql.password\n", ""))
        .hasMessageContaining("storage-node.mysql.password: is missing")
        .hasMessageContaining("DOPPIO_STORAGE_NODE_MYSQL_PASSWORD");
    refused(GOOD.replace("mysql.password", "nowhere"))
        .hasMessageContaining("storage-node.mysql.password-file: can't read");
  }

  @Test
  void theEffectiveConfigurationIsAConfigurationAgain() throws IOException {
    String first = load(GOOD).effective();
    String second = load(first).effective();

    assertThat(withoutOrigins(second)).isEqualTo(withoutOrigins(first));
    assertThat(first)
        .contains("# default", "# sidecar.yaml:1", "bootstrap.servers: kafka:9092")
        .contains("commit-age: 100ms");
  }

  @Test
  void anUnreadableFileIsOneSentence() {
    refused("version: 1\n  node: [\n").hasMessageContaining("not YAML");
    refused("just words").hasMessageContaining("the first line is 'version: 1'");
    refused(GOOD + "node: again\n").hasMessageContaining("node: is there twice");
    Path nowhere = folder.resolve("nowhere.yaml");
    assertThatThrownBy(() -> new Configurations(Map.of()).sidecar(nowhere, List.of()))
        .hasMessageContaining("it can't be read");
  }

  @Test
  void aVariableThatSetsNothingIsAWarning() throws IOException {
    assertThat(load(GOOD, Map.of("DOPPIO_WRITER_COMMIT_AEG", "1s")).warnings())
        .singleElement()
        .asString()
        .contains("DOPPIO_WRITER_COMMIT_AEG");
  }

  @Test
  void everyPartOfADatabasesLayoutCanBeConfigured() throws IOException {
    String layout =
        """
            mode: owned
            owned: [3, 1]
            resource-ids:
              message: [member_id, folder]
            pinned:
              setting: 2
        """;
    var database =
        load(GOOD.replace("    partitions: 8\n", "    partitions: 8\n" + layout))
            .settings()
            .capture()
            .databases()
            .get(0);

    assertThat(database.owned()).containsExactly(1, 3);
    assertThat(database.resourceIds()).containsEntry("message", List.of("member_id", "folder"));
    assertThat(database.pinned()).containsEntry("setting", 2);
  }

  @Test
  void anApplierMayTakeSomePartitionsOnly() throws IOException {
    Path file = folder.resolve("apply.yaml");
    Files.writeString(
        file,
        """
        version: 1
        log: {origin: dc1}
        target: {mysql: {user: apply, password-file: mysql.password}}
        databases: {mailbox: {only: [3, 1]}, shop: {}}
        kafka: {bootstrap.servers: "kafka:9092"}
        """);
    ApplySettings settings = new Configurations(Map.of()).applyMySql(file, List.of()).settings();

    assertThat(settings.partitions("mailbox", 4))
        .extracting(PartitionId::number)
        .containsExactly(1, 3);
    assertThat(settings.partitions("shop", 2))
        .extracting(PartitionId::number)
        .containsExactly(0, 1);
    assertThat(settings.applies(new PartitionId("mailbox", 3))).isTrue();
    assertThat(settings.applies(new PartitionId("mailbox", 2))).isFalse();
    assertThat(settings.applies(new PartitionId("other", 3))).isFalse();
    assertThatThrownBy(() -> settings.partitions("mailbox", 3))
        .hasMessageContaining("databases.mailbox.only")
        .hasMessageContaining("0 to 2");
  }

  @Test
  void durationsAndSizesReadWhatTheyPrint() {
    for (String text : List.of("0ms", "200ms", "5s", "2m", "1h", "7d", "1500ms")) {
      assertThat(Durations.print(Durations.parse(text))).isEqualTo(text);
    }
    for (String text : List.of("0B", "512B", "16KiB", "64MiB", "1GiB", "1025KiB")) {
      assertThat(ByteSize.parse(text)).hasToString(text);
    }
    assertThat(Durations.parse("90s")).isEqualTo(Duration.ofSeconds(90));
    assertThatThrownBy(() -> ByteSize.parse("99999999999GiB")).hasMessageContaining("more bytes");
  }

  private AbstractThrowableAssert<?, ? extends Throwable> refused(String yaml) {
    return assertThatThrownBy(() -> load(yaml)).isInstanceOf(DoppioException.class);
  }

  private static String withoutOrigins(String effective) {
    return effective.replaceAll("(?m) +# [^#]*$", "");
  }

  private int port(String yaml, Map<String, String> environment, String... sets)
      throws IOException {
    return load(yaml, environment, sets).settings().capture().endpoint().port();
  }

  private Loaded<SidecarSettings> load(String yaml) throws IOException {
    return load(yaml, Map.of());
  }

  private Loaded<SidecarSettings> load(String yaml, Map<String, String> environment, String... sets)
      throws IOException {
    Path file = folder.resolve("sidecar.yaml");
    Files.writeString(file, yaml);
    return new Configurations(environment).sidecar(file, List.of(sets));
  }
}
