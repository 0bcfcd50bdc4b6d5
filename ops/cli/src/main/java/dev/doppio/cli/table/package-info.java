/** Tables as commands print them. Entry: {@link dev.doppio.cli.table.TextTable}. */
package dev.doppio.cli.table;
