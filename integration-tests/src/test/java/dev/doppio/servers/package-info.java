/** Real servers, each started once for all tests of a run; they die with the tests' JVM. */
package dev.doppio.servers;
