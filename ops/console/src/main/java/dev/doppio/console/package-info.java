/**
 * What a daemon shows of itself over HTTP: {@code /metrics} for Prometheus, {@code /live} and
 * {@code /ready} for whoever supervises it, {@code /status} for {@code doppio status}. Entry:
 * {@link dev.doppio.console.Console}.
 */
package dev.doppio.console;
