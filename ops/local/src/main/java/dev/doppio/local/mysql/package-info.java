/** MySQL servers: fetched and unpacked once per user, started from a prepared data folder. */
package dev.doppio.local.mysql;
