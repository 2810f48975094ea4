/** The verifier: writers, readers, faults and kills around a real hub, and the ledger that judges what came of it. */
@NullMarked
package dev.tidings.verify;

import org.jspecify.annotations.NullMarked;
