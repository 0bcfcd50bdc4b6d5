package dev.doppio.capture.stream;

import com.github.shyiko.mysql.binlog.BinaryLogClient;
import java.io.IOException;

/** The library's client, which reads an event of any size as it comes. */
public class BinlogClient extends BinaryLogClient {
  /** Connects to this server, as this user. */
  public BinlogClient(String host, int port, String user, String password) {
    super(host, port, user, password);
  }

  /** Behind this, the server sends nothing but events. */
  @Override
  protected void requestBinaryLogStream() throws IOException {
    super.requestBinaryLogStream();
    channel = new JoinedChannel(channel);
  }
}
