/**
 * How everything stands, for {@code doppio status}: gathered from the log, the ledger, the servers
 * and the daemons' consoles, kept nowhere. Entry: {@link dev.doppio.cli.status.Survey}.
 */
package dev.doppio.cli.status;
