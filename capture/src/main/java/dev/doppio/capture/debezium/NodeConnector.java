package dev.doppio.capture.debezium;

import io.debezium.connector.mysql.MySqlConnector;
import org.apache.kafka.connect.connector.Task;

/** Debezium's MySQL connector with a task of our own. */
public final class NodeConnector extends MySqlConnector {
  /** Made by Debezium, by class name. */
  public NodeConnector() {}

  @Override
  public Class<? extends Task> taskClass() {
    return NodeTask.class;
  }
}
