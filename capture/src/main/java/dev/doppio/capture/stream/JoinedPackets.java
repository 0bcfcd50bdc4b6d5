package dev.doppio.capture.stream;

import java.io.IOException;
import java.io.InputStream;

/**
 * MySQL's packets, of which those that belong to one event are one. The server cuts an event into
 * packets of 16 MiB, and the client's library gathers them in memory before it looks at the event;
 * what looks like one packet it reads as it comes. The length that is told of a joined packet is
 * not its length, which nobody asks for: the event has its own.
 */
final class JoinedPackets extends InputStream {
  private static final int HEAD = 4;
  private static final int FULL = 0xff_ffff;
  private static final int BUFFER_BYTES = 1 << 16;

  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int at;
  private int end;
  private int left;
  private boolean continued;

  JoinedPackets(InputStream in) {
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    if (!hasNext()) {
      return -1;
    }
    left--;
    return buffer[at++] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!hasNext()) {
      return -1;
    }
    int read = Math.min(Math.min(length, left), end - at);
    System.arraycopy(buffer, at, into, offset, read);
    at += read;
    left -= read;
    return read;
  }

  @Override
  public int available() {
    return Math.min(left, end - at);
  }

  /** False at the end of the stream. */
  private boolean hasNext() throws IOException {
    while (left == 0) {
      if (!nextPacket()) {
        return false;
      }
    }
    return at < end || fill();
  }

  /** The head of a packet that goes on with the one before is left out. */
  private boolean nextPacket() throws IOException {
    while (end - at < HEAD) {
      if (!fill()) {
        return false;
      }
    }
    int length = (buffer[at] & 0xff) | (buffer[at + 1] & 0xff) << 8 | (buffer[at + 2] & 0xff) << 16;
    if (continued) {
      at += HEAD;
      left = length;
    } else {
      left = HEAD + length;
    }
    boolean full = length == FULL;
    if (full && !continued) {
      buffer[at] = (byte) (FULL - 1);
    }
    continued = full;
    return true;
  }

  /** Reads behind what is there. */
  private boolean fill() throws IOException {
    System.arraycopy(buffer, at, buffer, 0, end - at);
    end -= at;
    at = 0;
    int read = in.read(buffer, end, buffer.length - end);
    end += Math.max(0, read);
    return read > 0;
  }
}
