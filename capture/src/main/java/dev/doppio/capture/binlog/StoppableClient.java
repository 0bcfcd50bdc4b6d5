package dev.doppio.capture.binlog;

import com.github.shyiko.mysql.binlog.BinaryLogClient;
import com.github.shyiko.mysql.binlog.network.SSLMode;
import com.github.shyiko.mysql.binlog.network.protocol.PacketChannel;
import dev.doppio.capture.config.Endpoint;
import dev.doppio.capture.config.Tls;
import dev.doppio.capture.stream.BinlogClient;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The library's client, which can be stopped at any moment: the library's own way waits for ever
 * when it is called while a connection is made, and does nothing before.
 */
final class StoppableClient extends BinlogClient {
  private static final Logger LOG = LoggerFactory.getLogger(StoppableClient.class);

  private volatile boolean stopped;

  StoppableClient(Endpoint endpoint) {
    super(endpoint.host(), endpoint.port(), endpoint.user(), endpoint.password().reveal());
    setKeepAlive(false);
    setUseNonGracefulDisconnect(true);
    setSSLMode(SSLMode.valueOf(endpoint.tls().mode().name()));
    if (endpoint.tls().mode() != Tls.Mode.DISABLED) {
      setSslSocketFactory(new BinlogTls(endpoint.tls()));
    }
    setThreadFactory(
        task -> {
          Thread helper = new Thread(task);
          helper.setDaemon(true);
          return helper;
        });
    registerLifecycleListener(
        new AbstractLifecycleListener() {
          @Override
          public void onConnect(BinaryLogClient client) {
            closeIfStopped();
          }
        });
  }

  /** No event comes any more; {@link #connect} returns at once, or when the connection is made. */
  void stop() {
    stopped = true;
    closeIfStopped();
  }

  /** A connection is in place before its listeners hear of it, so either caller finds the other. */
  private void closeIfStopped() {
    PacketChannel open = channel;
    if (!stopped || open == null) {
      return;
    }
    try {
      open.close();
    } catch (IOException e) {
      LOG.info("the binlog connection was lost before it was closed: {}", e.getMessage());
    }
  }
}
