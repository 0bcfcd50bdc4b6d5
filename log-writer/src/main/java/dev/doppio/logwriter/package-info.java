/** Committed transactions become the partitioned log, exactly once. Entry: {@code LogWriter}. */
package dev.doppio.logwriter;
