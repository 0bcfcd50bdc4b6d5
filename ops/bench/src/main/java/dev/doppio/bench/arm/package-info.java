/**
 * The contestants: each drains the same backlog in a process of its own, from where it stood before
 * the backlog was written.
 */
package dev.doppio.bench.arm;
