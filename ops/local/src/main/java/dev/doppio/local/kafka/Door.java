package dev.doppio.local.kafka;

/**
 * A further way into a node: clients are told to come to {@code outside}, where nobody listens, and
 * the node listens at {@code inside}. Who wants to stand between client and node listens at the one
 * and connects to the other. Both on loopback.
 *
 * @param inside port at which the node listens
 * @param outside port that the node advertises
 */
public record Door(int inside, int outside) {}
