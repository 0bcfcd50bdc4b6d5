package dev.doppio.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import java.io.PrintWriter;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** The process's log; what and where is in logback.xml. */
public final class Logging {
  private static final Logger LOG = LoggerFactory.getLogger(Logging.class);
  private static final String FORMAT = "DOPPIO_LOG_FORMAT";
  private static final String TEXT = "text";
  private static final String JSON = "json";

  private Logging() {}

  /**
   * For a daemon. The binlog client writes to java.util.logging, if nobody brings it over.
   *
   * @throws DoppioException CONFIGURATION when the form that is asked for is none
   */
  public static void bridge() {
    checkFormat(System.getenv());
    bringOver();
  }

  static void checkFormat(Map<String, String> environment) {
    String format = format(environment);
    if (!format.equals(TEXT) && !format.equals(JSON)) {
      throw new DoppioException(
          FailureKind.CONFIGURATION,
          FORMAT + " is " + format + ": the log is written as " + TEXT + " or as " + JSON);
    }
  }

  /** For a command whose own words on the terminal are all that is wanted. */
  public static void silence() {
    bringOver();
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.getLoggerList().forEach(logger -> logger.setLevel(Level.OFF));
    }
  }

  /** Why a process ends: to its terminal, or, where a machine reads its log, into that. */
  static void lastWords(String message, PrintWriter terminal) {
    if (format(System.getenv()).equals(JSON) && LOG.isErrorEnabled()) {
      LOG.error("{}", message);
    } else {
      terminal.println("doppio: " + message);
      terminal.flush();
    }
  }

  private static void bringOver() {
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
  }

  private static String format(Map<String, String> environment) {
    return environment.getOrDefault(FORMAT, TEXT);
  }
}
