/** Entry points of the JVMs that local Kafka nodes run in; nothing else may depend on this. */
package dev.doppio.local.servers;
