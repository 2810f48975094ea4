/** Load and micro benchmarks. */
@NullMarked
package dev.tidings.bench;

import org.jspecify.annotations.NullMarked;
