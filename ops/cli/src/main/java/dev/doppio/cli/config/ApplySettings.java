package dev.doppio.cli.config;

import dev.doppio.logreader.LogReaderConfig;
import dev.doppio.logreader.ReadPlan;
import dev.doppio.logreader.kafka.KafkaLogConfig;
import dev.doppio.schemas.log.TopicNames;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What an applier is made of, in pipeline order.
 *
 * @param datacenter where the log was written first; part of the checkpoint's key
 * @param log Kafka's side
 * @param databases names of the logs to apply
 * @param reader between the two
 * @param share how the partitions are parted among the processes of this target
 * @param threads that apply, each some of the partitions
 * @param target what it writes
 * @param daemon the process around them
 */
public record ApplySettings(
    String datacenter,
    KafkaLogConfig log,
    List<String> databases,
    LogReaderConfig reader,
    Share share,
    int threads,
    TargetSettings target,
    DaemonSettings daemon)
    implements DaemonConfiguration {
  private static final int DEFAULT_THREADS = 4;
  private static final int MYSQL_PORT = 9102;
  private static final int SEARCH_PORT = 9103;

  public ApplySettings {
    Objects.requireNonNull(datacenter);
    databases = List.copyOf(databases);
  }

  @Override
  public <R> R match(Cases<R> cases) {
    return cases.applier(this);
  }

  @Override
  public String daemonName() {
    return "applier of " + datacenter + " at " + target.address();
  }

  /**
   * How partitions are parted among processes.
   *
   * @param assignment ALL gives every process all of them: only one may run
   * @param group first part of the names of consumer groups
   */
  public record Share(ReadPlan.Assignment assignment, String group) {
    public Share {
      Objects.requireNonNull(assignment);
      Objects.requireNonNull(group);
    }
  }

  /**
   * The consumer group of all processes that bring this log into this target. The target is part of
   * the name: processes of two targets in one group would each bring a part only.
   *
   * @param target identity of the server, or of the folder
   */
  public String groupId(String target) {
    return share.group() + "." + datacenter + "." + target;
  }

  /** For messages: the brokers. */
  public String bootstrap() {
    return log.properties().getOrDefault("bootstrap.servers", "");
  }

  /** Of {@code doppio apply mysql}. */
  static Value<ApplySettings> readMySql(Section root) {
    return read(root, false);
  }

  /** Of {@code doppio apply search}. */
  static Value<ApplySettings> readSearch(Section root) {
    return read(root, true);
  }

  /** Of either, told by the target that is named. */
  static Value<ApplySettings> read(Section root) {
    return read(root, root.reading().layers().find("target.lucene.folder").isPresent());
  }

  private static Value<ApplySettings> read(Section root, boolean lucene) {
    Section from = root.section("log");
    Value<String> datacenter =
        from.required("origin", Kind.TEXT, "the datacenter whose sidecars write this log");
    Value<Duration> timeout = from.optional("timeout", Kind.DURATION, Duration.ofSeconds(30));
    Value<TopicNames> topics = TopicSettings.names(root);
    Value<AppliedDatabases> logs = AppliedDatabases.read(root.section("databases"), !lucene);
    Value<KafkaSettings> kafka = KafkaSettings.read(root.section("kafka"));
    Value<KafkaLogConfig> log =
        root.section("kafka")
            .build(
                () ->
                    new KafkaLogConfig(
                        topics.get().prefix(),
                        logs.get().partitions(),
                        timeout.get(),
                        kafka.get().all()));
    Value<LogReaderConfig> reader = ReaderSettings.read(root.section("reader"));
    Value<Share> share = share(root.section("reader"), topics);
    Value<Integer> threads =
        root.section("reader").optional("threads", Kind.number(1, 1_000), DEFAULT_THREADS);
    Section target = root.section("target");
    Value<TargetSettings> written =
        lucene ? LuceneTargetSettings.read(target) : MySqlTargetSettings.read(target, logs);
    Value<DaemonSettings> daemon = DaemonSettings.read(root, lucene ? SEARCH_PORT : MYSQL_PORT);
    return root.build(
        () ->
            new ApplySettings(
                datacenter.get(),
                log.get(),
                logs.get().names(),
                reader.get(),
                share.get(),
                threads.get(),
                written.get(),
                daemon.get()));
  }

  private static Value<Share> share(Section section, Value<TopicNames> topics) {
    Value<ReadPlan.Assignment> assignment =
        section.optional(
            "assignment", Kind.choice(ReadPlan.Assignment.class), ReadPlan.Assignment.GROUP);
    Value<Optional<String>> group = section.maybe("group", Kind.TEXT);
    return section.build(
        () ->
            new Share(
                assignment.get(), group.get().orElseGet(() -> topics.get().prefix() + ".apply")));
  }
}
