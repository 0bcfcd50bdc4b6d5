package dev.doppio.local.mysql;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import dev.doppio.local.LocalException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.utility.ResourceReaper;

/** The container engine, used without a single image from a registry unless that is allowed. */
final class ContainerEngine {
  private static final AtomicBoolean PREPARED = new AtomicBoolean();

  private ContainerEngine() {}

  /** Once per JVM: finds the engine, and removes what dead owners have left in it. */
  static synchronized void prepare(Consumer<String> progress) {
    if (PREPARED.get()) {
      return;
    }
    replaceReaper();
    try {
      removeThoseOfDeadOwners(DockerClientFactory.instance().client(), progress);
    } catch (IllegalStateException e) {
      throw new LocalException("-Dmysql=container, but no container engine answers: " + e, e);
    }
    PREPARED.set(true);
  }

  /** Refuses to go on without the image, unless it may be pulled. */
  static void mustHave(String image, boolean orMayPull) {
    try {
      DockerClientFactory.instance().client().inspectImageCmd(image).exec();
    } catch (NotFoundException e) {
      if (!orMayPull) {
        throw new LocalException(
            "The image "
                + image
                + " is not present: make it with ops/mysql-image/build, or allow it to be pulled"
                + " with -Dmysql.pull",
            e);
      }
    }
  }

  /**
   * Testcontainers removes containers by one more container, from an image it would have to pull;
   * that it has another way, without, it lets choose by an environment variable alone, which a JVM
   * can't set for itself. What this other way leaves after a SIGKILL, we remove at the next start.
   */
  static void replaceReaper() {
    try {
      Field instance = ResourceReaper.class.getDeclaredField("instance");
      instance.setAccessible(true);
      if (instance.get(null) == null) {
        Constructor<?> withoutContainer =
            Class.forName("org.testcontainers.utility.JVMHookResourceReaper")
                .getDeclaredConstructor();
        withoutContainer.setAccessible(true);
        instance.set(null, withoutContainer.newInstance());
      }
    } catch (ReflectiveOperationException e) {
      throw new LocalException(
          "This version of Testcontainers is not the one that is known here: set"
              + " TESTCONTAINERS_RYUK_DISABLED=true in the environment, and see ContainerEngine",
          e);
    }
  }

  private static void removeThoseOfDeadOwners(DockerClient client, Consumer<String> progress) {
    List<Container> ours =
        client.listContainersCmd().withShowAll(true).withLabelFilter(ContainerOwner.here()).exec();
    for (Container container : ours) {
      Map<String, String> labels = container.getLabels();
      if (ContainerOwner.of(labels).isDead()) {
        progress.accept("Removing a container left behind by a run that was killed: " + labels);
        try {
          client
              .removeContainerCmd(container.getId())
              .withForce(true)
              .withRemoveVolumes(true)
              .exec();
        } catch (NotFoundException somebodyElseDid) {
          continue;
        }
      }
    }
  }
}
