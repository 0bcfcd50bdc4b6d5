package dev.doppio.applier.mysql;

import com.mysql.cj.jdbc.exceptions.PacketTooBigException;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The driver's exceptions become ours, here and nowhere else. */
final class SqlFailures {
  static final int LOCK_WAIT_TIMEOUT = 1205;
  static final int NO_SUCH_THREAD = 1094;

  private static final int PACKET_TOO_LARGE = 1153;
  private static final int GENERAL_ERROR = 1105;
  private static final int NO_SUCH_DATABASE = 1049;
  private static final int NO_SUCH_TABLE = 1146;

  /** The server's own state, which passes, or a lock: the whole transaction is tried again. */
  private static final Set<Integer> PASSING =
      Set.of(
          1021, // disk full
          1040, // too many connections
          1041, // out of memory
          1053, // shutdown
          1114, // table full: of a full disk
          LOCK_WAIT_TIMEOUT,
          1213, // deadlock
          1203, // too many connections of the user
          1206, // lock table full
          1226, // resource limit of the user
          1290, // --read-only, --super-read-only
          1317, // query interrupted
          1412, // table definition changed
          1613, // XA deadlock
          1836, // read-only mode
          1927, // connection killed
          3024, // statement timed out
          3101, // group replication rolled back
          3572, // NOWAIT
          3169); // session killed

  /** The user or the password is wrong. */
  private static final Set<Integer> LOGIN = Set.of(1045, 1698, 1820, 1862, 3118, 3955);

  /** The account lacks a right: no retry helps and no other document fares better. */
  private static final Set<Integer> DENIED = Set.of(1044, 1142, 1143, 1227, 1370);

  /** Errors whose message names tables and columns, and never the content of a document. */
  private static final Set<Integer> CONTENT_FREE =
      Set.of(
          1048, 1054, 1060, 1068, 1071, 1072, 1074, 1091, 1101, 1115, 1118, 1136, 1146, 1153, 1171,
          1264, 1265, 1273, 1290, 1364, 1406, 1412, 1805, 1832, 1836, 3140, 3675, 3780, 3819);

  private SqlFailures() {}

  /** What kind of failure it is. */
  static FailureKind grade(SQLException e) {
    if (isTooLarge(e)) {
      return FailureKind.TARGET_REJECTED;
    }
    if (LOGIN.contains(e.getErrorCode())) {
      return FailureKind.TARGET_DENIED;
    }
    if (DENIED.contains(e.getErrorCode())) {
      return FailureKind.TARGET_REFUSED;
    }
    String state = String.valueOf(e.getSQLState());
    boolean passing =
        PASSING.contains(e.getErrorCode())
            || state.startsWith("08")
            || state.startsWith("40")
            || isOfNoServer(e)
            || e instanceof SQLTransientException
            || e instanceof SQLRecoverableException;
    return passing ? FailureKind.TARGET_UNAVAILABLE : FailureKind.TARGET_REJECTED;
  }

  /** A value sent in pieces is refused by the general error, whose text names the setting. */
  private static boolean isTooLarge(SQLException e) {
    return e instanceof PacketTooBigException
        || e.getErrorCode() == PACKET_TOO_LARGE
        || e.getErrorCode() == GENERAL_ERROR
            && String.valueOf(e.getMessage()).contains("max_allowed_packet");
  }

  /** From the driver or the pool, as when a connection is closed under a statement. */
  private static boolean isOfNoServer(SQLException e) {
    return e.getErrorCode() == 0 && e.getSQLState() == null;
  }

  /**
   * A refused login, which the pool hides behind a time-out; empty when it is none.
   *
   * @param password where it is written
   */
  static Optional<SQLException> denial(SQLException e, String password) {
    return Stream.iterate((Throwable) e, Objects::nonNull, Throwable::getCause)
        .filter(SQLException.class::isInstance)
        .map(SQLException.class::cast)
        .filter(cause -> LOGIN.contains(cause.getErrorCode()))
        .findFirst()
        .map(
            cause ->
                new SQLException(
                    cause.getMessage() + ", by " + password,
                    cause.getSQLState(),
                    cause.getErrorCode(),
                    e));
  }

  /** True when a table, or its schema, was never made. */
  static boolean isMissing(SQLException e) {
    return e.getErrorCode() == NO_SUCH_TABLE || e.getErrorCode() == NO_SUCH_DATABASE;
  }

  /** True when the server said no; else the statement may have run. */
  static boolean isAnswer(SQLException e) {
    return e.getErrorCode() > 0 && !String.valueOf(e.getSQLState()).startsWith("08");
  }

  /**
   * The failure of something at a place.
   *
   * @param what what was being done, and where: partition, table, document
   */
  static DoppioException of(String what, SQLException e) {
    FailureKind kind = grade(e);
    String message = what + ": " + said(e) + "; " + remedy(kind, e);
    // The driver's exception may quote a document: it goes along only when it can't.
    return kind == FailureKind.TARGET_REJECTED && !CONTENT_FREE.contains(e.getErrorCode())
        ? new DoppioException(kind, message)
        : new DoppioException(kind, message, e);
  }

  /** MySQL's own words, as far as they can't quote a document. */
  static String said(SQLException e) {
    String code = "MySQL error " + e.getErrorCode() + " (" + e.getSQLState() + ")";
    boolean quotable =
        grade(e) != FailureKind.TARGET_REJECTED
            || isTooLarge(e)
            || CONTENT_FREE.contains(e.getErrorCode());
    return quotable ? code + ": " + e.getMessage() : code;
  }

  private static String remedy(FailureKind kind, SQLException e) {
    if (isTooLarge(e)) {
      return "the row is larger than the replica takes: SET GLOBAL max_allowed_packet = 1073741824"
          + " there, then restart the applier";
    }
    return switch (kind) {
      case TARGET_UNAVAILABLE -> "it is tried again";
      case TARGET_DENIED ->
          "check user and password, which is read at each login, and from which hosts the account"
              + " may connect";
      case TARGET_REFUSED -> "give the account what doppio grants prints, then restart";
      default -> "make the replica take it, then restart the applier";
    };
  }
}
