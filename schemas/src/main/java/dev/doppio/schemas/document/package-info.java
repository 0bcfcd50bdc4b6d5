/**
 * Documents: a table's version with its MySQL types, a row of it, its key in the log, and the Avro
 * codec. The Avro schema alone rebuilds the table version: no registry server, no DDL parser.
 */
package dev.doppio.schemas.document;
