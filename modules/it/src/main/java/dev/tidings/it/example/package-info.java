/** A service as its author writes it, with nothing but the Java client. */
@NullMarked
package dev.tidings.it.example;

import org.jspecify.annotations.NullMarked;
