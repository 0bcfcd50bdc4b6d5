/**
 * Values at the edge: what a binlog cell or a snapshot's text holds becomes, once, the Java value
 * of its {@link dev.doppio.schemas.document.MySqlType}. Nothing here knows a driver.
 */
package dev.doppio.capture.row;
