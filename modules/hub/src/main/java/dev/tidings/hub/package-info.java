/** What a node does with publications: ordered, kept in windows, handed to subscriptions. */
@NullMarked
package dev.tidings.hub;

import org.jspecify.annotations.NullMarked;
