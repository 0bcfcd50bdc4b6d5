package dev.doppio.capture.stream;

import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import com.github.shyiko.mysql.binlog.io.ByteArrayOutputStream;
import com.github.shyiko.mysql.binlog.network.SSLSocketFactory;
import com.github.shyiko.mysql.binlog.network.protocol.PacketChannel;
import com.github.shyiko.mysql.binlog.network.protocol.command.Command;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import javax.net.ssl.HostnameVerifier;

/** A connection over which the binlog streams, with {@link JoinedPackets}. */
final class JoinedChannel extends PacketChannel {
  private final PacketChannel channel;
  private final ByteArrayInputStream joined;

  JoinedChannel(PacketChannel channel) throws IOException {
    super(new NoSocket());
    this.channel = channel;
    this.joined = new ByteArrayInputStream(new JoinedPackets(channel.getInputStream()));
  }

  @Override
  public ByteArrayInputStream getInputStream() {
    return joined;
  }

  @Override
  public ByteArrayOutputStream getOutputStream() {
    return channel.getOutputStream();
  }

  @Override
  public void authenticationComplete() {
    channel.authenticationComplete();
  }

  @Override
  public byte[] read() throws IOException {
    return channel.read();
  }

  @Override
  public void write(Command command) throws IOException {
    channel.write(command);
  }

  @Override
  public void upgradeToSSL(SSLSocketFactory factory, HostnameVerifier verifier) throws IOException {
    channel.upgradeToSSL(factory, verifier);
  }

  @Override
  public boolean isSSL() {
    return channel.isSSL();
  }

  @Override
  public void setShouldUseSoLinger0() {
    channel.setShouldUseSoLinger0();
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** The library insists on one; nothing goes through it. */
  private static final class NoSocket extends Socket {
    @Override
    public InputStream getInputStream() {
      return InputStream.nullInputStream();
    }

    @Override
    public OutputStream getOutputStream() {
      return OutputStream.nullOutputStream();
    }
  }
}
