/** Who is there: tokens, sessions, tickets, what they grant, and how they are taken back. */
@NullMarked
package dev.tidings.edge.identity;

import org.jspecify.annotations.NullMarked;
