package dev.doppio.logwriter.kafka;

import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.LogId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The node's topics: checked where they are there, made where they are not. */
final class LogTopics {
  private static final Logger LOG = LoggerFactory.getLogger(LogTopics.class);
  private static final long POLL_MILLIS = 50;

  private final Admin admin;
  private final KafkaLogConfig config;
  private final KafkaFailures failures;
  private final Map<String, TopicDescription> present = new HashMap<>();

  LogTopics(Admin admin, KafkaLogConfig config, KafkaFailures failures) {
    this.admin = admin;
    this.config = config;
    this.failures = failures;
  }

  /**
   * Looks at the topics that are there.
   *
   * @throws DoppioException LOG_REFUSED with all that is wrong with them
   */
  void check() {
    List<String> wrong = objections();
    weak().forEach(warning -> LOG.warn("{}", warning));
    if (!wrong.isEmpty()) {
      throw new DoppioException(FailureKind.LOG_REFUSED, String.join("\n", wrong));
    }
  }

  /** Looks at the topics that are there, and says all that is wrong with them. */
  List<String> objections() {
    List<TopicPlan> plans = TopicPlan.of(config);
    describe(plans);
    List<TopicPlan> there = plans.stream().filter(plan -> isPresent(plan.name())).toList();
    Map<String, Map<String, String>> settings = settings(there);
    List<String> wrong = new ArrayList<>();
    for (TopicPlan plan : there) {
      int partitions = present.get(plan.name()).partitions().size();
      plan.objections(partitions, replicas(plan), settings.get(plan.name()))
          .forEach(objection -> wrong.add("topic " + plan.name() + ": " + objection));
    }
    return wrong;
  }

  /** Of the topics that are there those that one lost broker can harm, in words. */
  List<String> weak() {
    return TopicPlan.of(config).stream()
        .filter(plan -> isPresent(plan.name()))
        .filter(plan -> replicas(plan) < TopicPlan.SAFE_REPLICATION)
        .map(
            plan ->
                "topic "
                    + plan.name()
                    + " has "
                    + replicas(plan)
                    + " replicas: what the log acknowledged can be lost with a broker")
        .toList();
  }

  /** Those that are not there yet. */
  List<String> missing() {
    return TopicPlan.of(config).stream()
        .map(TopicPlan::name)
        .filter(topic -> !isPresent(topic))
        .toList();
  }

  private int replicas(TopicPlan plan) {
    return present.get(plan.name()).partitions().get(0).replicas().size();
  }

  /** Asks the brokers whether a topic is there, which need not be one of the node's own. */
  boolean exists(String topic) {
    return describe(topic, admin.describeTopics(List.of(topic)).topicNameValues().get(topic))
        .isPresent();
  }

  boolean isPresent(String topic) {
    return present.containsKey(topic);
  }

  /**
   * Refuses to look at a log whose topics no sidecar has made yet.
   *
   * @throws DoppioException LOG_REFUSED
   */
  void refuseMissing() {
    List<String> missing = missing();
    if (!missing.isEmpty()) {
      throw new DoppioException(
          FailureKind.LOG_REFUSED,
          "there is no log of this node at "
              + config.bootstrapServers()
              + " yet: topics "
              + missing
              + " are missing. Start the node's sidecar, which makes them, or correct"
              + " kafka.bootstrap.servers");
    }
  }

  /** Makes what is missing, and waits until the brokers know it. */
  void createMissing() {
    List<TopicPlan> missing =
        TopicPlan.of(config).stream().filter(plan -> !isPresent(plan.name())).toList();
    if (missing.isEmpty()) {
      return;
    }
    for (TopicPlan plan : missing) {
      create(plan);
    }
    long deadline = System.nanoTime() + config.timeout().toNanos();
    while (!missing.stream().allMatch(plan -> isPresent(plan.name()))) {
      describe(missing);
      pause(deadline);
    }
    check();
  }

  private void create(TopicPlan plan) {
    Map<String, String> settings = plan.creation(config.replicationFactor());
    NewTopic topic =
        new NewTopic(
                plan.name(),
                Optional.of(plan.partitions()),
                Optional.of((short) config.replicationFactor()))
            .configs(settings);
    String doing =
        "making topic "
            + plan.name()
            + " ("
            + plan.partitions()
            + " partitions, replication factor "
            + config.replicationFactor()
            + ", "
            + settings
            + ")";
    try {
      failures.await(admin.createTopics(List.of(topic)).all(), doing);
      LOG.info("{}: done", doing);
    } catch (DoppioException e) {
      if (e.getCause() instanceof InvalidReplicationFactorException cause) {
        throw new DoppioException(
            FailureKind.LOG_REFUSED,
            doing
                + " is refused: "
                + cause.getMessage()
                + ". Set topics.replication-factor to the number of brokers at most",
            cause);
      }
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw e;
      }
    }
  }

  private void pause(long deadline) {
    if (System.nanoTime() > deadline) {
      throw new DoppioException(
          FailureKind.LOG_UNAVAILABLE,
          "topics just made are not known to the brokers at "
              + config.bootstrapServers()
              + " after "
              + Duration.ofMillis(config.timeout().toMillis()));
    }
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failures.of(e, "waiting for topics");
    }
  }

  /** Identity of each database's log: the id that Kafka gave its topic. */
  Map<String, LogId> logIds() {
    Map<String, LogId> ids = new HashMap<>();
    for (TopicPlan plan : TopicPlan.of(config)) {
      Optional<TopicDescription> topic = Optional.ofNullable(present.get(plan.name()));
      plan.database()
          .ifPresent(database -> topic.ifPresent(there -> ids.put(database, logId(there))));
    }
    return ids;
  }

  private static LogId logId(TopicDescription topic) {
    Uuid id = topic.topicId();
    if (id.equals(Uuid.ZERO_UUID)) {
      throw new DoppioException(
          FailureKind.LOG_REFUSED,
          "topic " + topic.name() + " has no id; the brokers need Kafka 3.0 or newer");
    }
    return new LogId(new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits()));
  }

  private void describe(List<TopicPlan> plans) {
    Map<String, KafkaFuture<TopicDescription>> answers =
        admin.describeTopics(plans.stream().map(TopicPlan::name).toList()).topicNameValues();
    answers.forEach(
        (name, answer) -> describe(name, answer).ifPresent(topic -> present.put(name, topic)));
  }

  private Optional<TopicDescription> describe(String name, KafkaFuture<TopicDescription> answer) {
    try {
      return Optional.of(failures.await(answer, "describing topic " + name));
    } catch (DoppioException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private Map<String, Map<String, String>> settings(List<TopicPlan> plans) {
    List<ConfigResource> resources =
        plans.stream()
            .map(plan -> new ConfigResource(ConfigResource.Type.TOPIC, plan.name()))
            .toList();
    Map<ConfigResource, Config> answers =
        failures.await(
            admin.describeConfigs(resources).all(),
            "reading the settings of topics "
                + plans.stream().map(TopicPlan::name).collect(Collectors.joining(", ")));
    Map<String, Map<String, String>> settings = new HashMap<>();
    answers.forEach(
        (resource, actual) ->
            settings.put(
                resource.name(),
                actual.entries().stream()
                    .filter(entry -> entry.value() != null)
                    .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value))));
    return settings;
  }
}
