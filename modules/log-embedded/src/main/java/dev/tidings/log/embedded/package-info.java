/** The log on the files of one directory. */
@NullMarked
package dev.tidings.log.embedded;

import org.jspecify.annotations.NullMarked;
