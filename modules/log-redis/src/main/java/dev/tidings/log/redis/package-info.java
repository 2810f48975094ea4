/** The log on Redis: one server, Sentinel or Cluster. */
@NullMarked
package dev.tidings.log.redis;

import org.jspecify.annotations.NullMarked;
