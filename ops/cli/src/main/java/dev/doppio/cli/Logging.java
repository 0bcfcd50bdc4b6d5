package dev.doppio.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** The process's log; what and where is in logback.xml. */
public final class Logging {
  private Logging() {}

  /** The binlog client writes to java.util.logging, if nobody brings it over. */
  public static void bridge() {
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
  }

  /** For a command whose own words on the terminal are all that is wanted. */
  public static void silence() {
    bridge();
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.getLoggerList().forEach(logger -> logger.setLevel(Level.OFF));
    }
  }
}
