package dev.doppio.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PortsTest {
  @Test
  void noPortIsGivenTwice() {
    Set<Integer> ports = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      assertThat(ports.add(Ports.free())).isTrue();
    }
  }

  @Test
  void portsAreBelowTheRangeOfOutgoingConnections() {
    assertThat(Ports.free()).isBetween(15_000, Ports.ceiling() - 1).isLessThan(32_768);
  }

  @Test
  void aPortCanBeBound() throws IOException {
    try (ServerSocket socket =
        new ServerSocket(Ports.free(), 1, InetAddress.getLoopbackAddress())) {
      assertThat(socket.isBound()).isTrue();
    }
  }
}
