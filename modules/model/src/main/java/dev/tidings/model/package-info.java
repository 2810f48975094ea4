/**
 * The words of Tidings as immutable values: channel names, positions, publications, JSON text, errors.
 * Every type here is immutable and does no I/O.
 */
@NullMarked
package dev.tidings.model;

import org.jspecify.annotations.NullMarked;
