/**
 * Real parts on this machine, for the demo and the tests: processes that cannot outlive their
 * parent, ports, and one temporary folder for everything.
 */
package dev.doppio.local;
