/**
 * Brings a stretch of the log out again: {@code doppio replay}. Entry: {@link
 * dev.doppio.cli.replay.Replay}.
 */
package dev.doppio.cli.replay;
