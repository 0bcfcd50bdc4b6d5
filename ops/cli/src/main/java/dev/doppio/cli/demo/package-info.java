/**
 * {@code doppio demo}: two datacenters on this machine, real servers, the real daemons in processes
 * of their own, killed in mid-flow, and a comparison at the end. Entry: {@link
 * dev.doppio.cli.demo.Demo}.
 */
package dev.doppio.cli.demo;
