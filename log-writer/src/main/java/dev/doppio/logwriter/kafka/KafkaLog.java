package dev.doppio.logwriter.kafka;

import dev.doppio.logwriter.LogView;
import dev.doppio.logwriter.WritableLog;
import dev.doppio.logwriter.WrittenLogs;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.log.LogId;
import dev.doppio.schemas.mastership.LedgerEntry.Candidate;
import dev.doppio.schemas.partition.DatabaseLayout;
import dev.doppio.schemas.source.NodePosition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;

/**
 * The log on Kafka. Nothing connects before {@link #open()} or {@link #view()}. Used by one thread,
 * as are its sessions.
 */
public final class KafkaLog implements WritableLog {
  private final KafkaLogConfig config;
  private final ClientSettings settings;
  private final KafkaFailures failures;
  private final TransactionTimeouts timeouts;
  private final Incarnation incarnation = Incarnation.create();

  /**
   * @throws DoppioException CONFIGURATION when a property is unknown to Kafka's clients or is one
   *     that the guarantees rest on
   */
  public KafkaLog(KafkaLogConfig config) {
    this.config = config;
    this.settings = new ClientSettings(config);
    this.failures = new KafkaFailures(config);
    this.timeouts = new TransactionTimeouts(settings.transactionTimeout());
  }

  /** Steps that open clients, each noted so that a failure closes those before it. */
  private interface Opening<T> {
    T open(Deque<AutoCloseable> opened);
  }

  /**
   * Checks the topics that are there, makes those that are missing, takes over the node's
   * transactional id.
   */
  @Override
  public Session open() {
    return open("opening the log", this::openSession);
  }

  @Override
  public LogView view() {
    return open("looking at the log", this::openView);
  }

  /**
   * The node's snapshots, for whoever asks for one.
   *
   * @throws DoppioException LOG_UNAVAILABLE; LOG_REFUSED when no sidecar of the node has ever begun
   */
  public KafkaSnapshots snapshots() {
    return open("looking at the snapshots", this::openSnapshots);
  }

  private KafkaSnapshots openSnapshots(Deque<AutoCloseable> opened) {
    Admin admin = Admin.create(settings.admin());
    opened.push(admin);
    existing(admin);
    LogTail tail = tail(admin, opened);
    return new KafkaSnapshots(config, settings, failures, admin, tail);
  }

  /**
   * All that keeps a session from being opened, or will be made by the first one; makes nothing.
   *
   * @throws DoppioException LOG_UNAVAILABLE, LOG_DENIED
   */
  public LogFindings preflight() {
    return open("looking at the log", this::look);
  }

  @Override
  public Candidate candidate() {
    return new Candidate(config.origin(), config.transactionalId(), incarnation.name());
  }

  private <T> T open(String doing, Opening<T> opening) {
    Deque<AutoCloseable> opened = new ArrayDeque<>();
    try {
      return opening.open(opened);
    } catch (RuntimeException e) {
      DoppioException failure = failures.of(e, doing);
      closeAll(opened, failure);
      throw failure;
    }
  }

  private LogView openView(Deque<AutoCloseable> opened) {
    Admin admin = Admin.create(settings.admin());
    opened.push(admin);
    LogTopics topics = existing(admin);
    return view(topics, admin, tail(admin, opened));
  }

  /** The topics of a log that somebody has begun. */
  private LogTopics existing(Admin admin) {
    LogTopics topics = new LogTopics(admin, config, failures);
    topics.check();
    topics.refuseMissing();
    return topics;
  }

  private LogFindings look(Deque<AutoCloseable> opened) {
    Admin admin = Admin.create(settings.admin());
    opened.push(admin);
    try (admin;
        LogTail tail = tail(admin, opened)) {
      LogTopics topics = new LogTopics(admin, config, failures);
      List<String> refusals = new ArrayList<>(topics.objections());
      NodePositions positions = new NodePositions(config.topics(), config.origin().node());
      Optional<NodePosition> last =
          topics.isPresent(positions.partition().topic()) ? positions.last(tail) : Optional.empty();
      try {
        last.ifPresent(known -> checkWritten(topics, known));
      } catch (DoppioException e) {
        refusals.add(e.getMessage());
      }
      return new LogFindings(refusals, topics.weak(), topics.missing(), last);
    }
  }

  private Session openSession(Deque<AutoCloseable> opened) {
    Admin admin = Admin.create(settings.admin());
    opened.push(admin);
    LogTopics topics = new LogTopics(admin, config, failures);
    topics.check();
    LogTail tail = tail(admin, opened);
    NodePositions positions = new NodePositions(config.topics(), config.origin().node());
    Optional<NodePosition> last =
        topics.isPresent(positions.partition().topic()) ? positions.last(tail) : Optional.empty();
    last.ifPresentOrElse(known -> checkWritten(topics, known), timeouts::expectUnknownSize);
    topics.createMissing();
    SchemaTopic schemas = new SchemaTopic(config.topics().schemas(), settings, failures);
    opened.push(schemas);
    NodeProducer producer =
        new NodeProducer(settings, failures, tail, positions.partition(), timeouts);
    opened.push(producer);
    producer.initialise();
    return new KafkaSession(config, view(topics, admin, tail), failures, producer, schemas);
  }

  private LogTail tail(Admin admin, Deque<AutoCloseable> opened) {
    LogTail tail = new LogTail(admin, config, settings, failures);
    opened.push(tail);
    return tail;
  }

  private KafkaView view(LogTopics topics, Admin admin, LogTail tail) {
    KafkaLedger ledger = new KafkaLedger(config, settings, failures, tail);
    return new KafkaView(config, topics, admin, tail, ledger);
  }

  /** Before anything is written: a refused start leaves no trace. */
  private void checkWritten(LogTopics topics, NodePosition known) {
    Map<String, LogId> found = topics.logIds();
    WrittenLogs written = new WrittenLogs(config.origin(), known);
    for (DatabaseLayout layout : config.databases()) {
      String database = layout.database();
      written.check(
          database, config.topics().log(database), Optional.ofNullable(found.get(database)));
    }
  }

  private static void closeAll(Deque<AutoCloseable> opened, RuntimeException failure) {
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        failure.addSuppressed(e);
      }
    }
  }
}
