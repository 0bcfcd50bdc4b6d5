package dev.doppio.schemas.source;

import java.util.Objects;

/**
 * A statement that an applier at this storage node has announced and that the binlog has not shown
 * to be done or given up: when it comes, it is the log's own.
 *
 * @param ordinal key of the announcement
 * @param ddlId what the log calls the statement
 * @param connection of the applier, as the binlog names it with the statement
 * @param digest of the statement's text
 */
public record DdlIntent(long ordinal, String ddlId, long connection, String digest) {
  public DdlIntent {
    Objects.requireNonNull(ddlId);
    Objects.requireNonNull(digest);
  }
}
