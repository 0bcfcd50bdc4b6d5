package dev.doppio.applier.opensearch;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What the cluster said to a request.
 *
 * @param status of HTTP
 * @param body missing where there was none
 */
record Answer(int status, JsonNode body) {
  static final int NOT_FOUND = 404;
  static final int CONFLICT = 409;
  static final int BUSY = 429;
  static final int UNAVAILABLE = 503;
  private static final int FIRST_ERROR = 300;

  boolean isFine() {
    return status < FIRST_ERROR;
  }

  /** The kind of error by OpenSearch's own name; empty where it names none. */
  String errorType() {
    return body.path("error").path("type").asText("");
  }

  /** For the operator. */
  String said() {
    JsonNode error = body.path("error");
    String reason = error.isTextual() ? error.asText() : error.path("reason").asText();
    return "HTTP " + status + (reason.isEmpty() ? "" : ": " + reason);
  }
}
