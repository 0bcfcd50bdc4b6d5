/**
 * The configuration of a daemon: versioned YAML, overlaid by the environment and by flags, bound to
 * records that can't be wrong. All that is wrong is said at once, each with its path and its fix,
 * before the first connection opens. Entry: {@link dev.doppio.cli.config.Configurations}.
 */
package dev.doppio.cli.config;
