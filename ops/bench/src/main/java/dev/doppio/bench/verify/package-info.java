/**
 * {@code doppio bench verify}: how long a comparison takes, and what it takes from those who write
 * meanwhile. Entry: {@link dev.doppio.bench.verify.VerifyBench}.
 */
package dev.doppio.bench.verify;
