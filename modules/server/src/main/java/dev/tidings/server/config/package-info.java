/** The settings: one table that gives defaults, names, checks, the commented file and the documentation. */
@NullMarked
package dev.tidings.server.config;

import org.jspecify.annotations.NullMarked;
