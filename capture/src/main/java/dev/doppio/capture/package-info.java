/**
 * A storage node's binlog as a source of committed transactions. Entry: {@link
 * dev.doppio.capture.Capture}.
 */
package dev.doppio.capture;
