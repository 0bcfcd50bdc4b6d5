package dev.doppio.hazards;

import java.util.Set;

/**
 * Partitions that change their master.
 *
 * @param from their master
 * @param to their next one
 * @param partitions one or more
 */
record Move(String from, String to, Set<Integer> partitions) {}
