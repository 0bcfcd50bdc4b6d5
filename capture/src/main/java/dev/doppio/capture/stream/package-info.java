/**
 * What a storage node's binlog means, whoever reads it: events become source events, cells are read
 * as stored, statements are weighed, structures followed. The engines connect and hand events over.
 */
package dev.doppio.capture.stream;
