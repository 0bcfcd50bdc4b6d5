package dev.doppio.capture.mysql;

import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Set;

/** The driver's exceptions of the storage node become ours, here and nowhere else. */
final class SqlFailures {
  /** States of the server that pass without anybody's doing. */
  private static final Set<Integer> PASSING =
      Set.of(
          1021, // disk full
          1040, // too many connections
          1041, // out of memory
          1053, // shutdown
          1146, // table dropped since it was listed
          1203, // too many connections of the user
          1205, // lock wait timeout
          1213, // deadlock
          1226, // resource limit of the user
          1317, // query interrupted
          1412, // table definition changed
          3024, // statement timed out
          3032, // offline mode
          3169, // session killed
          4031); // disconnected for idleness

  /** The user or the password is wrong. */
  private static final Set<Integer> LOGIN = Set.of(1045, 1698, 1820, 1862, 3118, 3955);

  /** The account lacks a right. */
  private static final Set<Integer> DENIED = Set.of(1044, 1142, 1143, 1227, 1370);

  /** No such database, no such table. */
  private static final Set<Integer> MISSING = Set.of(1049, 1146);

  private SqlFailures() {}

  /** True when the account may not do what it asked for. */
  static boolean isDenied(SQLException e) {
    return DENIED.contains(e.getErrorCode());
  }

  /** True when what was asked for is not there. */
  static boolean isMissing(SQLException e) {
    return MISSING.contains(e.getErrorCode());
  }

  /** True when the same statement may succeed later. */
  static boolean passes(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    return PASSING.contains(e.getErrorCode())
        || e.getSQLState() == null
        || state.startsWith("08")
        || state.startsWith("40")
        || e instanceof SQLTransientException
        || e instanceof SQLRecoverableException;
  }

  /**
   * The failure of something at the storage node.
   *
   * @param what server and statement
   * @param password where it is written
   */
  static DoppioException of(String what, String password, SQLException e) {
    String where = what + ": " + e.getMessage();
    if (LOGIN.contains(e.getErrorCode())) {
      return new DoppioException(
          FailureKind.SOURCE_DENIED,
          where + "; correct user and password: " + password + " is read at each login",
          e);
    }
    if (isDenied(e)) {
      return refused(where, "give the account what doppio grants sidecar prints", e);
    }
    if (passes(e)) {
      return new DoppioException(
          FailureKind.SOURCE_UNAVAILABLE,
          where + "; check that the server runs and can be reached from here",
          e);
    }
    String code = "MySQL error " + e.getErrorCode() + " (" + e.getSQLState() + ")";
    return refused(where, "no retry helps against " + code + ": mend it there, or report it", e);
  }

  private static DoppioException refused(String where, String remedy, SQLException cause) {
    return new DoppioException(FailureKind.SOURCE_REFUSED, where + "; " + remedy, cause);
  }
}
