package dev.doppio.cli.config;

import dev.doppio.capture.config.CaptureConfig;
import dev.doppio.capture.config.CaptureEngine;
import dev.doppio.capture.config.Endpoint;
import dev.doppio.capture.config.Overrides;
import dev.doppio.capture.config.SnapshotLimits;
import dev.doppio.capture.config.TableFilter;
import dev.doppio.logwriter.BeforeImage;
import dev.doppio.logwriter.CommitPolicy;
import dev.doppio.logwriter.LogWriterConfig;
import dev.doppio.logwriter.RecordLimits;
import dev.doppio.logwriter.kafka.KafkaLogConfig;
import dev.doppio.schemas.gtid.Gtid;
import dev.doppio.schemas.log.Origin;
import dev.doppio.schemas.log.TopicNames;
import dev.doppio.schemas.partition.DatabaseLayout;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a sidecar is made of, in pipeline order.
 *
 * @param capture MySQL's side
 * @param log Kafka's side
 * @param writer between the two
 * @param mastership how partitions change their master
 * @param daemon the process around them
 */
public record SidecarSettings(
    CaptureConfig capture,
    KafkaLogConfig log,
    LogWriterConfig writer,
    MastershipSettings mastership,
    DaemonSettings daemon)
    implements DaemonConfiguration {

  @Override
  public <R> R match(Cases<R> cases) {
    return cases.sidecar(this);
  }

  @Override
  public String daemonName() {
    return "sidecar of " + log.origin();
  }

  static Value<SidecarSettings> read(Section root) {
    Value<Origin> origin = origin(root);
    Value<TopicNames> topics = TopicSettings.names(root);
    Value<Integer> copies =
        root.section("topics").optional("replication-factor", Kind.number(1, 32_767), 3);
    Value<List<DatabaseLayout>> databases = DatabaseSettings.layouts(root.section("databases"));
    Value<CaptureBinding> binding = CaptureBinding.read(root);
    Value<KafkaSettings> kafka = KafkaSettings.read(root.section("kafka"));
    Value<LogWriterConfig> writer = writer(root.section("writer"), origin, databases);
    Value<Duration> timeout =
        root.section("writer").optional("log-timeout", Kind.DURATION, Duration.ofSeconds(30));
    Value<MastershipSettings> mastership = MastershipSettings.read(root.section("mastership"));
    Value<DaemonSettings> daemon = DaemonSettings.read(root, 9101);
    Value<CaptureConfig> capture =
        root.build(() -> binding.get().config(origin.get(), databases.get()));
    Value<KafkaLogConfig> log =
        root.build(
            () ->
                new KafkaLogConfig(
                    kafka.get().bootstrap(),
                    origin.get(),
                    topics.get(),
                    databases.get(),
                    copies.get(),
                    writer.get().limits(),
                    timeout.get(),
                    kafka.get().rest()));
    return root.build(
        () ->
            new SidecarSettings(
                capture.get(), log.get(), writer.get(), mastership.get(), daemon.get()));
  }

  private static Value<Origin> origin(Section root) {
    Value<String> node =
        root.required("node", Kind.TEXT, "a name for this storage node, unique in all datacenters");
    Value<String> datacenter =
        root.required("datacenter", Kind.TEXT, "the name of the datacenter it stands in");
    return root.build(() -> new Origin(datacenter.get(), node.get()));
  }

  private static Value<LogWriterConfig> writer(
      Section section, Value<Origin> origin, Value<List<DatabaseLayout>> databases) {
    CommitPolicy policy = CommitPolicy.standard();
    Value<Duration> age = section.optional("commit-age", Kind.DURATION, policy.maxAge());
    Value<ByteSize> bytes =
        section.optional("commit-size", Kind.SIZE, new ByteSize(policy.maxBytes()));
    Value<Duration> positions =
        section.optional("position-interval", Kind.DURATION, policy.positionInterval());
    Value<RecordLimits> limits = limits(section);
    Value<Duration> heartbeats =
        section.optional("heartbeat-interval", Kind.DURATION, Duration.ofSeconds(10));
    Value<Duration> idle = section.optional("idle-wait", Kind.DURATION, Duration.ofMillis(100));
    Value<BeforeImage> before =
        section.optional("before-image", Kind.choice(BeforeImage.class), BeforeImage.KEY);
    Value<CommitPolicy> commit =
        section.build(() -> new CommitPolicy(age.get(), bytes.get().bytes(), positions.get()));
    return section.build(
        () ->
            new LogWriterConfig(
                origin.get(),
                databases.get(),
                commit.get(),
                limits.get(),
                heartbeats.get(),
                idle.get(),
                before.get()));
  }

  private static Value<RecordLimits> limits(Section section) {
    RecordLimits standard = RecordLimits.standard();
    Value<ByteSize> segment = size(section, "segment-size", standard.segmentBytes());
    Value<ByteSize> row = size(section, "max-row-size", standard.maxRowBytes());
    Value<ByteSize> held = size(section, "hold-back-size", standard.holdBackBytes());
    return section.build(
        () -> new RecordLimits(segment.get().toInt(), row.get().toInt(), held.get().toInt()));
  }

  private static Value<ByteSize> size(Section section, String key, int fallback) {
    return section.optional(key, Kind.SIZE, new ByteSize(fallback));
  }

  /**
   * The part of capture's configuration that stands below {@code storage-node} and {@code capture}.
   */
  private record CaptureBinding(
      List<Endpoint> endpoints,
      Optional<Long> serverId,
      CaptureEngine engine,
      SnapshotLimits snapshots,
      TableFilter tables,
      Overrides overrides,
      Duration retentionWarning,
      ClientSettings client,
      ClientSettings debezium) {

    static Value<CaptureBinding> read(Section root) {
      Section mysql = root.section("storage-node").section("mysql");
      Value<MySqlSettings> server = MySqlSettings.read(mysql, "the account that reads the binlog");
      Value<List<MySqlSettings.Address>> addresses = MySqlSettings.addresses(mysql);
      Value<Optional<Long>> serverId = mysql.maybe("server-id", Kind.longNumber(1, 4_294_967_295L));
      Section capture = root.section("capture");
      Value<CaptureEngine> engine =
          capture.optional("engine", Kind.choice(CaptureEngine.class), CaptureEngine.AUTO);
      Value<SnapshotLimits> snapshots = snapshots(capture.section("snapshot"));
      Section tables = capture.section("tables");
      Value<List<String>> include = tables.list("include", Kind.TEXT);
      Value<List<String>> exclude = tables.list("exclude", Kind.TEXT);
      Value<TableFilter> filter = tables.build(() -> new TableFilter(include.get(), exclude.get()));
      Value<Overrides> overrides = overrides(capture.section("override"));
      Value<Duration> warning =
          capture.optional("retention-warning", Kind.DURATION, Duration.ofHours(6));
      ClientSettings debezium = capture.section("debezium").client(MySqlSettings::isSecret);
      return root.build(
          () ->
              new CaptureBinding(
                  server.get().endpoints(addresses.get()),
                  serverId.get(),
                  engine.get(),
                  snapshots.get(),
                  filter.get(),
                  overrides.get(),
                  warning.get(),
                  server.get().client(),
                  debezium));
    }

    CaptureConfig config(Origin origin, List<DatabaseLayout> databases) {
      return new CaptureConfig(
          origin.node(),
          origin.datacenter(),
          endpoints,
          databases,
          tables,
          serverId,
          engine,
          snapshots,
          overrides,
          retentionWarning,
          client.reveal(),
          debezium.reveal());
    }

    private static Value<SnapshotLimits> snapshots(Section section) {
      SnapshotLimits standard = SnapshotLimits.standard();
      Value<Integer> rate =
          section.optional(
              "rows-per-second", Kind.number(0, Integer.MAX_VALUE), standard.rowsPerSecond());
      Value<Duration> lag = section.optional("max-lag", Kind.DURATION, standard.maxLag());
      return section.build(() -> new SnapshotLimits(rate.get(), lag.get()));
    }

    private static Value<Overrides> overrides(Section section) {
      Value<Boolean> durability = section.optional("unsafe-durability", Kind.FLAG, false);
      Value<List<String>> statements = section.list("statements", Kind.TEXT);
      Value<List<String>> reloads = section.list("reloads", Kind.TEXT);
      Value<List<String>> unique = section.list("relaxed-unique-keys", Kind.TEXT);
      Value<List<String>> foreign = section.list("relaxed-foreign-keys", Kind.TEXT);
      return section.build(
          () ->
              new Overrides(
                  durability.get(),
                  statements.get().stream().map(Gtid::parse).collect(Collectors.toSet()),
                  reloads.get().stream().map(Gtid::parse).collect(Collectors.toSet()),
                  unique.get(),
                  foreign.get()));
    }
  }
}
