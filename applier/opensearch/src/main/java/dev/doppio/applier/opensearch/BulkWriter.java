package dev.doppio.applier.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Sends bulk requests of one partition, and judges what came of each of their operations. What a
 * busy cluster refuses is sent again, that alone, after ever longer pauses.
 */
final class BulkWriter {
  private static final long FIRST_PAUSE_MILLIS = 50;
  private static final long LONGEST_PAUSE_MILLIS = 3_200;
  private static final int MOST_TRIES = 12;
  private static final int FIRST_ERROR = 300;
  private static final int BAD_REQUEST = 400;
  private static final byte[] DELETE = "{\"delete\"".getBytes(StandardCharsets.US_ASCII);
  private static final Map<String, String> QUERY =
      Map.of(
          "require_alias",
          "true",
          "filter_path",
          "errors,error,items.*.status,items.*._index,items.*.error.type,items.*.error.reason");

  private final Cluster cluster;
  private final Counters counters;
  private final PartitionId partition;

  BulkWriter(Cluster cluster, Counters counters, PartitionId partition) {
    this.cluster = cluster;
    this.counters = counters;
    this.partition = partition;
  }

  /**
   * Returns when each operation is done, or was done already.
   *
   * @param request lines of operations
   * @param beforeEach run before each try; may throw
   * @throws DoppioException TARGET_REJECTED with the first operation that can't be done; others of
   *     the request are done
   */
  void send(byte[] request, Runnable beforeEach) {
    byte[] left = request;
    for (int tried = 1; left.length > 0; tried++) {
      beforeEach.run();
      Answer answer = cluster.lines("/_bulk", QUERY, left);
      if (answer.status() == Answer.BUSY || answer.status() == Answer.UNAVAILABLE) {
        counters.throttled();
      } else if (!answer.isFine()) {
        throw OpenSearchFailures.of(partition + ", a bulk request", answer);
      } else {
        left = refused(left, answer.body());
      }
      if (left.length > 0) {
        pause(tried);
      }
    }
  }

  private void pause(int tried) {
    if (tried == MOST_TRIES) {
      throw new DoppioException(
          FailureKind.TARGET_UNAVAILABLE,
          partition
              + ": the cluster at "
              + cluster.address()
              + " has refused a bulk request "
              + MOST_TRIES
              + " times for being busy; it is tried again");
    }
    try {
      TimeUnit.MILLISECONDS.sleep(
          Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << (tried - 1)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DoppioException(
          FailureKind.TARGET_UNAVAILABLE, partition + ": interrupted while the cluster is busy", e);
    }
  }

  /** Lines of the operations that were refused for the cluster being busy. */
  private byte[] refused(byte[] request, JsonNode answer) {
    if (!answer.path("errors").asBoolean()) {
      return new byte[0];
    }
    List<byte[]> operations = operations(request);
    ByteArrayOutputStream again = new ByteArrayOutputStream();
    Optional<DoppioException> failure = Optional.empty();
    int place = 0;
    for (JsonNode item : answer.path("items")) {
      JsonNode result = item.elements().next();
      byte[] operation = operations.get(place++);
      int status = result.path("status").asInt();
      if (status == Answer.CONFLICT) {
        counters.conflict();
      } else if (status == Answer.BUSY) {
        again.writeBytes(operation);
      } else if (status >= FIRST_ERROR && result.has("error") && failure.isEmpty()) {
        failure = Optional.of(failure(operation, status, result));
      }
    }
    failure.ifPresent(
        e -> {
          throw e;
        });
    if (again.size() > 0) {
      counters.throttled();
    }
    return again.toByteArray();
  }

  private static List<byte[]> operations(byte[] request) {
    List<byte[]> operations = new ArrayList<>();
    int start = 0;
    while (start < request.length) {
      int end = afterLine(request, start);
      boolean alone =
          Arrays.equals(request, start, start + DELETE.length, DELETE, 0, DELETE.length);
      end = alone ? end : afterLine(request, end);
      operations.add(Arrays.copyOfRange(request, start, end));
      start = end;
    }
    return operations;
  }

  private static int afterLine(byte[] request, int from) {
    int at = from;
    while (request[at] != '\n') {
      at++;
    }
    return at + 1;
  }

  private DoppioException failure(byte[] operation, int status, JsonNode result) {
    JsonNode error = result.path("error");
    String said = withoutContent(error.path("reason").asText());
    if (status != BAD_REQUEST) {
      return new DoppioException(
          FailureKind.TARGET_UNAVAILABLE,
          partition + ", a bulk request: HTTP " + status + ": " + said + "; it is tried again");
    }
    return rejected(operation, result.path("_index").asText(), said);
  }

  private DoppioException rejected(byte[] operation, String index, String said) {
    try {
      JsonNode what = Cluster.JSON.readTree(operation).elements().next();
      return new DoppioException(
          FailureKind.TARGET_REJECTED,
          "document "
              + what.path("_id").asText()
              + " of "
              + partition
              + " in run "
              + Scn.unpack(what.path("version").asLong())
              + " can't be indexed in "
              + index
              + ": "
              + said);
    } catch (IOException e) {
      throw new IllegalStateException("not what was sent", e);
    }
  }

  /** The reason alone: what the document holds is not for the log file. */
  private static String withoutContent(String reason) {
    return reason.replaceFirst("(?s)\\.? Preview of field's value.*", "");
  }
}
