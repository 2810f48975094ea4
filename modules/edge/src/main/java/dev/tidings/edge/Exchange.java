package dev.tidings.edge;

import dev.tidings.hub.HubPort;
import dev.tidings.model.ChannelName;
import dev.tidings.model.JsonText;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One request that passed the border and its operation's validators, and its answer. Owned by its event loop. Answered
 * exactly once: a second answer, or one to a connection that is gone, does nothing.
 */
public interface Exchange {

    /** The hub on this loop. */
    HubPort port();

    /** Who asks. */
    Identity identity();

    /** What who asks may still have; for live connections and batches, since the request itself was counted. */
    Allowance allowance();

    /**
     * The numeric address of who asks, as a trusted proxy tells it, else that of the connection; empty when there is none.
     */
    String clientAddress();

    /** Whether who asks speaks TLS, with the hub or with a trusted proxy. */
    boolean isSecure();

    /** The request; its body was read already. */
    HttpServerRequest request();

    /** The response, to hear of its end; it is written by the methods of this alone. */
    HttpServerResponse response();

    /**
     * Sends the head of the answer, with the headers that were set, and hands its body to the caller, to be written as it
     * comes. Instead of any other answer. When the client has gone meanwhile the body has ended already.
     *
     * @throws dev.tidings.model.HubException {@code method-not-allowed} when the request asks for the head alone
     */
    BodyStream stream(int status);

    /**
     * Whether the request asks to go on in another protocol (RFC 9110 §7.8), and the connection can: only HTTP/1.1 has this.
     *
     * @param protocol its name, such as {@code websocket}
     */
    boolean asksFor(String protocol);

    /**
     * Answers 101 with the headers that were set; from then on the connection is the caller's. Instead of any other answer,
     * and only for a request that {@link #asksFor} it.
     *
     * @param owner makes the one who speaks the protocol, who may write at once; bytes that came in one piece with the
     *     request are handed over before this returns
     * @throws dev.tidings.model.HubException {@code malformed} when the client did not wait for the answer: it has gone, or
     *     the bytes it sent are lost
     */
    void upgrade(String protocol, Function<? super Duplex, ? extends Duplex.Receiver> owner);

    /** A path parameter, decoded. */
    String path(String name);

    /**
     * A query parameter, decoded; null when absent.
     *
     * @throws dev.tidings.model.HubException {@code malformed} when it is there more than once
     */
    @Nullable
    String query(String name);

    /** A query parameter of an integer schema, or {@code otherwise}. */
    int query(String name, int otherwise);

    /** A query parameter of a boolean schema ({@code 1}, {@code true}); false when absent. */
    boolean flag(String name);

    /** A request header; null when absent. */
    @Nullable
    String header(String name);

    /** The body's bytes; empty when there is none. Not to be written to. */
    byte[] body();

    /**
     * The body as JSON, validated; parsed once.
     *
     * @throws dev.tidings.model.HubException {@code malformed}
     */
    JsonText json();

    /** The body's media type without parameters, in lower case; empty when there is no body. */
    String mediaType();

    /**
     * Goes on only if the identity has the right.
     *
     * @throws dev.tidings.model.HubException {@code forbidden} naming the channel; {@code unauthenticated} where signing in
     *     may help
     */
    void require(Right right, ChannelName channel);

    /** Sets a header of the answer. */
    void set(String header, String value);

    /** Answers with JSON. */
    void respond(int status, JsonText body);

    /** Answers with a body of any type. */
    void respond(int status, String mediaType, byte[] body);

    /** Answers without a body. */
    void respond(int status);

    /** Answers with the problem that a failure stands for; one that is not a HubException is logged and answered 500. */
    void fail(Throwable failure);
}
