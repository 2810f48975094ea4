/** The pages that the hub serves to people, and what they are made of. */
@NullMarked
package dev.tidings.web;

import org.jspecify.annotations.NullMarked;
