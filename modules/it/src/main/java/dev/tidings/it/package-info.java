/** The simulation and its verifier; its tests run several real nodes. */
@NullMarked
package dev.tidings.it;

import org.jspecify.annotations.NullMarked;
