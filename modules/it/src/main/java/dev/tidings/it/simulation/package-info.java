/**
 * The simulation: whole nodes with the real hub, a store, a bus and clients that go wrong, on one seeded scheduler with a
 * clock of its own. One seed is one schedule, and can be run again.
 */
@NullMarked
package dev.tidings.it.simulation;

import org.jspecify.annotations.NullMarked;
