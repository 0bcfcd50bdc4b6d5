package dev.doppio.schemas.log;

import java.util.Objects;

/**
 * Who wrote a run.
 *
 * @param datacenter the datacenter whose log it entered first
 * @param node the storage node's name
 */
public record Origin(String datacenter, String node) {
  public Origin {
    Objects.requireNonNull(datacenter);
    Objects.requireNonNull(node);
    if (datacenter.isEmpty() || node.isEmpty()) {
      throw new IllegalArgumentException("an origin names its datacenter and its node");
    }
  }

  @Override
  public String toString() {
    return datacenter + "/" + node;
  }
}
