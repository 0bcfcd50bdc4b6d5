/**
 * MySQL's JSON, exactly: its binary form ({@code sql-common/json_binary.h} of the server), the tree
 * in it, and the text that MySQL prints of it. Text alone can't tell a DECIMAL from a DOUBLE, nor a
 * date from a string.
 */
package dev.doppio.schemas.json;
