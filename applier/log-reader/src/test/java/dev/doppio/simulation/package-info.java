/**
 * The production classes of writer and reader over ports in memory, in one thread, under a seeded
 * scheduler that lets everything happen to them that happens to processes, networks and logs.
 */
package dev.doppio.simulation;
