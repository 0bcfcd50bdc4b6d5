package dev.doppio.local.mysql;

import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Network;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.testcontainers.dockerclient.DockerClientProviderStrategy;
import org.testcontainers.dockerclient.TransportConfig;

/**
 * How Testcontainers reaches the engine behind the usual Unix socket. Inside of a container it
 * would start another one, from an image it may have to pull, to learn where published ports are;
 * where the engine shares our network they are on loopback, and that can be seen from here.
 */
public final class LoopbackEngine extends DockerClientProviderStrategy {
  private static final URI HOST = URI.create("unix:///var/run/docker.sock");

  /** Before the one of Testcontainers for the same socket, after DOCKER_HOST. */
  private static final int FIRST = 1_000;

  @Override
  public String getDescription() {
    return "an engine behind the Unix socket " + HOST;
  }

  @Override
  protected boolean isApplicable() {
    return Files.exists(Path.of(HOST.getPath()));
  }

  @Override
  protected int getPriority() {
    return FIRST;
  }

  @Override
  protected boolean isPersistable() {
    return false;
  }

  @Override
  public TransportConfig getTransportConfig() {
    return TransportConfig.builder().dockerHost(HOST).build();
  }

  @Override
  public synchronized String getDockerHostIpAddress() {
    boolean toldOtherwise = System.getenv("TESTCONTAINERS_HOST_OVERRIDE") != null;
    return !toldOtherwise && bridgeIsOurs() ? "127.0.0.1" : super.getDockerHostIpAddress();
  }

  private boolean bridgeIsOurs() {
    try {
      Network bridge = getDockerClient().inspectNetworkCmd().withNetworkId("bridge").exec();
      String device = bridge.getOptions().get("com.docker.network.bridge.name");
      return device != null && NetworkInterface.getByName(device) != null;
    } catch (NotFoundException | SocketException noBridge) {
      return false;
    }
  }
}
