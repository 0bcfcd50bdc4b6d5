package dev.doppio.capture.debezium;

import com.github.shyiko.mysql.binlog.BinaryLogClient;
import dev.doppio.capture.stream.BinlogClient;
import dev.doppio.capture.stream.Session;
import io.debezium.bean.StandardBeanNames;
import io.debezium.config.CommonConnectorConfig;
import io.debezium.config.Configuration;
import io.debezium.config.Field;
import io.debezium.connector.base.ChangeEventQueue;
import io.debezium.connector.base.QueueProviderService;
import io.debezium.connector.binlog.BinlogEventMetadataProvider;
import io.debezium.connector.binlog.BinlogSourceTask;
import io.debezium.connector.binlog.jdbc.BinlogConnectorConnection;
import io.debezium.connector.common.CdcSourceTaskContext;
import io.debezium.connector.common.DebeziumHeaderProducer;
import io.debezium.connector.mysql.MySqlChangeEventSourceMetricsFactory;
import io.debezium.connector.mysql.MySqlConnector;
import io.debezium.connector.mysql.MySqlConnectorConfig;
import io.debezium.connector.mysql.MySqlDatabaseSchema;
import io.debezium.connector.mysql.MySqlErrorHandler;
import io.debezium.connector.mysql.MySqlOffsetContext;
import io.debezium.connector.mysql.MySqlPartition;
import io.debezium.connector.mysql.MySqlStreamingChangeEventSourceMetrics;
import io.debezium.connector.mysql.MySqlTaskContext;
import io.debezium.connector.mysql.jdbc.MySqlConnectionConfiguration;
import io.debezium.connector.mysql.jdbc.MySqlFieldReaderResolver;
import io.debezium.connector.mysql.jdbc.MySqlValueConverters;
import io.debezium.jdbc.DefaultMainConnectionProvidingConnectionFactory;
import io.debezium.jdbc.MainConnectionProvidingConnectionFactory;
import io.debezium.pipeline.ChangeEventSourceCoordinator;
import io.debezium.pipeline.DataChangeEvent;
import io.debezium.pipeline.ErrorHandler;
import io.debezium.pipeline.EventDispatcher;
import io.debezium.pipeline.notification.NotificationService;
import io.debezium.pipeline.spi.Offsets;
import io.debezium.relational.CustomConverterRegistry;
import io.debezium.relational.TableId;
import io.debezium.schema.SchemaFactory;
import io.debezium.service.Service;
import io.debezium.snapshot.SnapshotterService;
import io.debezium.spi.topic.TopicNamingStrategy;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.source.SourceRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Debezium's MySQL task, put together from Debezium's own parts as {@code MySqlConnectorTask} does,
 * with three of ours in their places: the connection, the snapshot and the stream. These hand over
 * to the {@link Session}; Debezium's own queue stays empty and only carries failures.
 */
public final class NodeTask extends BinlogSourceTask<MySqlPartition, MySqlOffsetContext> {
  private static final Logger LOG = LoggerFactory.getLogger(NodeTask.class);

  private Session session;
  private MySqlConnectorConfig config;
  private MySqlTaskContext context;
  private ChangeEventQueue<DataChangeEvent> queue;
  private MySqlDatabaseSchema schema;
  private MainConnectionProvidingConnectionFactory<BinlogConnectorConnection> connections;
  private BinlogConnectorConnection beans;
  private Optional<ErrorHandler> errors = Optional.empty();

  /** Made by Debezium, by class name. */
  public NodeTask() {}

  @Override
  public String version() {
    return new NodeConnector().version();
  }

  @Override
  protected String connectorName() {
    return "mysql";
  }

  @Override
  public CdcSourceTaskContext<? extends CommonConnectorConfig> preStart(Configuration settings) {
    session = OpenSessions.find(settings.getString(OpenSessions.ID));
    config = new MySqlConnectorConfig(settings);
    context = new MySqlTaskContext(settings, config);
    return context;
  }

  @Override
  protected ChangeEventSourceCoordinator<MySqlPartition, MySqlOffsetContext> start(
      Configuration settings) {
    connections =
        new DefaultMainConnectionProvidingConnectionFactory<>(
            () ->
                new NodeConnection(
                    new MySqlConnectionConfiguration(settings),
                    MySqlFieldReaderResolver.resolve(config)));
    Offsets<MySqlPartition, MySqlOffsetContext> offsets =
        getPreviousOffsets(
            new MySqlPartition.Provider(config, settings), new MySqlOffsetContext.Loader(config));
    registerServiceProviders(config.getServiceRegistry());
    MySqlValueConverters converters = converters();
    TopicNamingStrategy<TableId> topics = topics();
    schema = schema(topics, converters);
    registerBeans(settings, converters, offsets);
    SnapshotterService snapshots = service(SnapshotterService.class);
    validateSchemaHistory(
        config,
        connections.mainConnection()::validateLogPosition,
        offsets,
        schema,
        snapshots.getSnapshotter());
    return coordinate(offsets, topics, snapshots);
  }

  @SuppressWarnings("unchecked") // Debezium gives a raw type
  private TopicNamingStrategy<TableId> topics() {
    return config.getTopicNamingStrategy(MySqlConnectorConfig.TOPIC_NAMING_STRATEGY);
  }

  private MySqlDatabaseSchema schema(
      TopicNamingStrategy<TableId> topics, MySqlValueConverters converters) {
    return new MySqlDatabaseSchema(
        config,
        converters,
        topics,
        config.schemaNameAdjuster(),
        connections.mainConnection().isTableIdCaseSensitive(),
        service(CustomConverterRegistry.class),
        context);
  }

  private void registerBeans(
      Configuration settings,
      MySqlValueConverters converters,
      Offsets<MySqlPartition, MySqlOffsetContext> offsets) {
    beans = connections.newConnection();
    config.getBeanRegistry().add(StandardBeanNames.CONFIGURATION, settings);
    config.getBeanRegistry().add(StandardBeanNames.CONNECTOR_CONFIG, config);
    config.getBeanRegistry().add(StandardBeanNames.DATABASE_SCHEMA, schema);
    config.getBeanRegistry().add(StandardBeanNames.JDBC_CONNECTION, beans);
    config.getBeanRegistry().add(StandardBeanNames.VALUE_CONVERTER, converters);
    config.getBeanRegistry().add(StandardBeanNames.OFFSETS, offsets);
    config.getBeanRegistry().add(StandardBeanNames.CDC_SOURCE_TASK_CONTEXT, context);
  }

  private ChangeEventSourceCoordinator<MySqlPartition, MySqlOffsetContext> coordinate(
      Offsets<MySqlPartition, MySqlOffsetContext> offsets,
      TopicNamingStrategy<TableId> topics,
      SnapshotterService snapshots) {
    queue = queue();
    ErrorHandler handler = new SessionErrors(config, queue, session);
    errors = Optional.of(handler);
    EventDispatcher<MySqlPartition, TableId> dispatcher = dispatcher(topics);
    BinaryLogClient client =
        new BinlogClient(
            config.getHostName(), config.getPort(), config.getUserName(), config.getPassword());
    BinlogEventMetadataProvider metadata = new BinlogEventMetadataProvider();
    MySqlStreamingChangeEventSourceMetrics metrics =
        new MySqlStreamingChangeEventSourceMetrics(
            context, queue, metadata, schema::dataCollectionIds, client);
    NodeSources sources =
        new NodeSources(
            session,
            new NodeSources.Parts(
                config,
                connections,
                handler,
                dispatcher,
                schema,
                context,
                metrics,
                queue,
                snapshots,
                client));
    ChangeEventSourceCoordinator<MySqlPartition, MySqlOffsetContext> coordinator =
        coordinator(offsets, handler, sources, metrics, dispatcher, snapshots);
    coordinator.start(context, queue, metadata);
    return coordinator;
  }

  private ChangeEventSourceCoordinator<MySqlPartition, MySqlOffsetContext> coordinator(
      Offsets<MySqlPartition, MySqlOffsetContext> offsets,
      ErrorHandler handler,
      NodeSources sources,
      MySqlStreamingChangeEventSourceMetrics metrics,
      EventDispatcher<MySqlPartition, TableId> dispatcher,
      SnapshotterService snapshots) {
    return new ChangeEventSourceCoordinator<>(
        offsets,
        handler,
        MySqlConnector.class,
        config,
        sources,
        new MySqlChangeEventSourceMetricsFactory(metrics),
        dispatcher,
        schema,
        null,
        new NotificationService<>(
            getNotificationChannels(),
            config,
            SchemaFactory.get(),
            dispatcher::enqueueNotification),
        snapshots);
  }

  private ChangeEventQueue<DataChangeEvent> queue() {
    return new ChangeEventQueue.Builder<DataChangeEvent>()
        .pollInterval(config.getPollInterval())
        .maxBatchSize(config.getMaxBatchSize())
        .maxQueueSize(config.getMaxQueueSize())
        .maxQueueSizeInBytes(config.getMaxQueueSizeInBytes())
        .queueProvider(service(QueueProviderService.class).getQueueProvider())
        .loggingContextSupplier(() -> context.configureLoggingContext("capture"))
        .build();
  }

  private EventDispatcher<MySqlPartition, TableId> dispatcher(TopicNamingStrategy<TableId> topics) {
    return new EventDispatcher<>(
        config,
        topics,
        schema,
        queue,
        config.getTableFilters().dataCollectionFilter(),
        DataChangeEvent::new,
        new BinlogEventMetadataProvider(),
        config.schemaNameAdjuster(),
        service(DebeziumHeaderProducer.class));
  }

  private MySqlValueConverters converters() {
    return new MySqlValueConverters(
        config.getDecimalMode(),
        config.getTemporalPrecisionMode(),
        config.getBigIntUnsignedHandlingMode().asBigIntUnsignedMode(),
        config.binaryHandlingMode(),
        temporal -> temporal,
        config.getEventConvertingFailureHandlingMode(),
        config.getServiceRegistry());
  }

  private <T extends Service> T service(Class<T> type) {
    return config.getServiceRegistry().tryGetService(type);
  }

  @Override
  protected List<SourceRecord> doPoll() throws InterruptedException {
    return pollRecords(queue);
  }

  @Override
  protected Optional<ErrorHandler> getErrorHandler() {
    return errors;
  }

  @Override
  protected void doStop() {
    close(connections == null ? null : connections.mainConnection());
    close(beans);
    if (schema != null) {
      schema.close();
    }
    if (queue != null) {
      queue.close();
    }
  }

  private static void close(BinlogConnectorConnection connection) {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      LOG.info(
          "a connection to the storage node was lost before it was closed: {}", e.getMessage());
    }
  }

  @Override
  protected Iterable<Field> getAllConfigurationFields() {
    return MySqlConnectorConfig.ALL_FIELDS;
  }

  /** Tells the session at once; Debezium hears of it when it next polls. */
  private static final class SessionErrors extends MySqlErrorHandler {
    private final Session session;

    SessionErrors(
        MySqlConnectorConfig config, ChangeEventQueue<DataChangeEvent> queue, Session session) {
      super(config, queue, null);
      this.session = session;
    }

    @Override
    public void setProducerThrowable(Throwable error) {
      session.fail(error);
      super.setProducerThrowable(error);
    }

    @Override
    protected boolean isRetriable(Throwable error) {
      return false;
    }
  }
}
