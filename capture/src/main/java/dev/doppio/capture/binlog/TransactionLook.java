package dev.doppio.capture.binlog;

import com.github.shyiko.mysql.binlog.event.Event;
import com.github.shyiko.mysql.binlog.event.EventHeaderV4;
import com.github.shyiko.mysql.binlog.event.EventType;
import dev.doppio.capture.config.CaptureConfig;
import dev.doppio.capture.preflight.BinlogLook;
import dev.doppio.capture.stream.Failures;
import dev.doppio.capture.stream.GroupHead;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.gtid.Gtid;
import dev.doppio.schemas.gtid.GtidSet;
import dev.doppio.schemas.source.LastTransaction;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Has the server send the one transaction, by asking for all but what is known of it, and leaves at
 * its first event. Sent are only binlogs that can hold it. Thread-safe.
 */
public final class TransactionLook implements BinlogLook {
  /** The server reads at most a binlog of the largest size before it sends something. */
  private static final Duration WITHIN = Duration.ofSeconds(60);

  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(10);

  /** Connects when asked. */
  public TransactionLook() {}

  @Override
  public Optional<LastTransaction> find(CaptureConfig config, Gtid gtid, GtidSet others) {
    StoppableClient client = new StoppableClient(config.endpoint());
    client.setServerId(config.effectiveServerId());
    client.setConnectTimeout(CONNECT_WITHIN.toMillis());
    client.setBlocking(false);
    client.setGtidSet(others.toString());
    CompletableFuture<Optional<LastTransaction>> found = new CompletableFuture<>();
    client.registerEventListener(event -> take(client, event, gtid, found));
    Thread thread = new Thread(() -> connect(client, found), "doppio-capture-look");
    thread.setDaemon(true);
    thread.start();
    try {
      return found.get(WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable(config, "interrupted", e);
    } catch (TimeoutException e) {
      throw unavailable(config, "no answer in " + WITHIN.toSeconds() + " seconds", e);
    } catch (ExecutionException e) {
      throw Failures.of(config.node(), e.getCause());
    } finally {
      client.stop();
    }
  }

  private static void connect(
      StoppableClient client, CompletableFuture<Optional<LastTransaction>> found) {
    try {
      client.connect();
      found.complete(Optional.empty());
    } catch (IOException | RuntimeException e) {
      found.completeExceptionally(e);
    }
  }

  /** The transaction itself may be of any size: it is not read. */
  private static void take(
      StoppableClient client,
      Event event,
      Gtid wanted,
      CompletableFuture<Optional<LastTransaction>> found) {
    EventHeaderV4 header = event.getHeader();
    if (header.getEventType() != EventType.GTID && header.getEventType() != EventType.GTID_TAGGED) {
      return;
    }
    GroupHead head = GroupHead.of(event);
    found.complete(Optional.of(head.transaction("")).filter(it -> it.gtid().equals(wanted)));
    client.stop();
  }

  private static DoppioException unavailable(CaptureConfig config, String what, Exception cause) {
    return new DoppioException(
        FailureKind.SOURCE_UNAVAILABLE,
        "storage node "
            + config.node()
            + ", looking up its last transaction in the binlog of "
            + config.endpoint().address()
            + ": "
            + what
            + "; trying again",
        cause);
  }
}
