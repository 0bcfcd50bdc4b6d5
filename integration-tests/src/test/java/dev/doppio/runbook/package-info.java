/** docs/operations.md as something that is played: its console blocks, step by step. */
package dev.doppio.runbook;
