/**
 * The storage node over SQL: facts for preflight, tables as they are now, charsets, the clock. JDBC
 * ends here; a lost connection is SOURCE_UNAVAILABLE, a refused one SOURCE_REFUSED.
 */
package dev.doppio.capture.mysql;
