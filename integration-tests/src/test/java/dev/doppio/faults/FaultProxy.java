package dev.doppio.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stands between clients and one server, on loopback alone. It can reset what is connected, refuse
 * what wants to connect, hold every byte back (a half-open line: connections stay, nothing comes),
 * or be slow. What it held back goes on when the line is clear again: like TCP it loses nothing.
 * Thread-safe.
 */
public final class FaultProxy implements AutoCloseable {
  private static final int CHUNK_BYTES = 16 * 1024;
  private static final int CONNECT_MILLIS = 2_000;
  private final int upstream;
  private final ServerSocket door;
  private final Set<Pair> pairs = ConcurrentHashMap.newKeySet();
  private final AtomicLong accepted = new AtomicLong();
  private final AtomicLong broken = new AtomicLong();
  private final AtomicLong held = new AtomicLong();
  private final Object change = new Object();
  private volatile Duration delay = Duration.ZERO;
  private volatile boolean silent;
  private volatile boolean refusing;

  /** Both ends of a connection. */
  private record Pair(Socket client, Socket server) {
    /** By RST, so that the other side notices at once. */
    void reset() {
      for (Socket socket : new Socket[] {client, server}) {
        try {
          socket.setSoLinger(true, 0);
          socket.close();
        } catch (IOException closedAlready) {
          continue;
        }
      }
    }
  }

  /** Listens at a port of loopback and hands on to another. */
  public FaultProxy(int listen, int upstream) {
    this.upstream = upstream;
    try {
      door = new ServerSocket();
      door.setReuseAddress(true);
      door.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), listen));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    daemon("fault-proxy-" + listen, this::accept);
  }

  private static void daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        Socket client = door.accept();
        accepted.incrementAndGet();
        daemon("fault-proxy-connection", () -> connect(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void connect(Socket client) {
    Socket server = new Socket();
    Pair pair = new Pair(client, server);
    try {
      if (refusing) {
        throw new IOException("refused");
      }
      server.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), upstream), CONNECT_MILLIS);
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
    } catch (IOException unreachable) {
      pair.reset();
      return;
    }
    pairs.add(pair);
    daemon("fault-proxy-back", () -> pump(pair, server, client));
    pump(pair, client, server);
  }

  private void pump(Pair pair, Socket from, Socket to) {
    byte[] chunk = new byte[CHUNK_BYTES];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        hold();
        out.write(chunk, 0, n);
      }
    } catch (IOException ended) {
      // Whoever ended it: the other end learns of it below.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    pairs.remove(pair);
    pair.reset();
  }

  private void hold() throws InterruptedException {
    synchronized (change) {
      if (silent || !delay.isZero()) {
        held.incrementAndGet();
      }
      long until = System.nanoTime() + delay.toNanos();
      while (silent || System.nanoTime() < until) {
        change.wait(silent ? 0 : Math.max(1, (until - System.nanoTime()) / 1_000_000));
      }
    }
  }

  /** Resets what is connected; returns how many connections that was. */
  public int cut() {
    int cut = 0;
    for (Pair pair : pairs) {
      pair.reset();
      cut++;
    }
    broken.addAndGet(cut);
    return cut;
  }

  /** Resets what is connected and whatever will want to connect, until the line is clear. */
  public void refuse() {
    refusing = true;
    cut();
  }

  /** Nothing comes through until the line is clear; who connects gets no answer. */
  public void silence() {
    silent = true;
  }

  /** What comes through is late by so much, each chunk of a connection. */
  public void delay(Duration by) {
    delay = by;
  }

  /** All is well again. */
  public void clear() {
    synchronized (change) {
      refusing = false;
      silent = false;
      delay = Duration.ZERO;
      change.notifyAll();
    }
  }

  /** Connections that were accepted so far. */
  public long accepted() {
    return accepted.get();
  }

  /** Connections that were reset. */
  public long broken() {
    return broken.get();
  }

  /** Chunks that were held back or late. */
  public long held() {
    return held.get();
  }

  @Override
  public void close() {
    clear();
    try {
      door.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cut();
  }
}
