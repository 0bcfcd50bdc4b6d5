package dev.doppio.capture.debezium;

import dev.doppio.schemas.source.SourcePosition;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.connect.runtime.WorkerConfig;
import org.apache.kafka.connect.storage.OffsetBackingStore;
import org.apache.kafka.connect.util.Callback;

/**
 * Answers the position the source was opened with, and keeps nothing: positions live in the log.
 */
public final class InjectedOffsets implements OffsetBackingStore {
  private ByteBuffer offset = ByteBuffer.allocate(0);

  /** Made by Debezium, by class name. */
  public InjectedOffsets() {}

  @Override
  public void configure(WorkerConfig config) {
    offset = offset(OpenSessions.find(config.originalsStrings().get(OpenSessions.ID)).after());
  }

  @Override
  public void start() {}

  @Override
  public void stop() {}

  @Override
  public Future<Map<ByteBuffer, ByteBuffer>> get(Collection<ByteBuffer> keys) {
    Map<ByteBuffer, ByteBuffer> answer = new HashMap<>();
    keys.forEach(key -> answer.put(key, offset.duplicate()));
    return CompletableFuture.completedFuture(answer);
  }

  /** The GTID set alone decides; file and offset would only be believed without one. */
  private static ByteBuffer offset(SourcePosition position) {
    String json =
        "{\"ts_sec\":0,\"file\":\"\",\"pos\":0,\"row\":0,\"event\":0,\"gtids\":\""
            + position.executed()
            + "\"}";
    return ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public Future<Void> set(Map<ByteBuffer, ByteBuffer> values, Callback<Void> callback) {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public Set<Map<String, Object>> connectorPartitions(String connector) {
    return Set.of();
  }
}
