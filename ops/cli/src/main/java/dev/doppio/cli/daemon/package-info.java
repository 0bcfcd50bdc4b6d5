/**
 * The daemons: pipelines composed in the order of the data, run by threads that live only here.
 * Each loop of a pipeline is a {@link dev.doppio.cli.daemon.Duty} on an agent of its own. Entry:
 * {@link dev.doppio.cli.daemon.Daemon}.
 */
package dev.doppio.cli.daemon;
