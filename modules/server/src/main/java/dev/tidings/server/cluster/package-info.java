/** How nodes find one another: membership by Hazelcast, the clustered event bus, and the certificates that guard them. */
@NullMarked
package dev.tidings.server.cluster;

import org.jspecify.annotations.NullMarked;
