package dev.tidings.edge;

/**
 * Who is at the other end of a connection, or of a request that came through a trusted proxy. Immutable; its share is
 * thread-safe.
 *
 * @param address its numeric address; empty when there is none
 * @param secure whether it speaks TLS, with the hub or with the proxy
 * @param proxied whether a trusted proxy stands between, for several clients
 * @param multiplexed whether several of its own live connections may be streams of this one
 * @param share what its address has
 */
record Client(String address, boolean secure, boolean proxied, boolean multiplexed, Share share) {}
