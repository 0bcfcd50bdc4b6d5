/**
 * Programs that read a backlog and throw it away, each in a process of its own: the client library
 * alone, and capture's port {@code ChangeSource}.
 */
package dev.doppio.bench.drain;
