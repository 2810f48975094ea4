package dev.tidings.socket.sockjs;

import dev.tidings.edge.Exchange;
import java.util.Arrays;

/**
 * What tells a browser's second try of a request from the client's next request. A browser that loses a connection it had used
 * before asks again by itself, POST or not, and its page never knows: the answer that was lost would be missing, and messages
 * would come twice. The stock client gives each request a word of its own, so that nothing is cached: the time, the name of a
 * function, or the name of a form. The same word twice is the same request. Pure functions.
 *
 * <p>The time counts only from browsers, which name their page's origin: other clients ask nothing twice by themselves, and may
 * ask twice within a millisecond. What waits for messages is a second try only on another connection than the first: some
 * browsers' clocks stand still for many milliseconds.
 */
final class RequestMark {

    /** The mark of a request that can't be told from the next. */
    static final String NONE = "";

    /** What the stock client's functions are called. */
    private static final String FUNCTIONS = "_jp.a";

    private static final int MAX_LENGTH = 32;

    private RequestMark() {}

    /** Of a request that waits for messages. */
    static String ofWaiting(Exchange exchange) {
        String function = exchange.query("c");
        String word = function != null && function.startsWith(FUNCTIONS) ? bounded(function) : time(exchange);
        return word.isEmpty() ? NONE : word + ' ' + exchange.request().remoteAddress();
    }

    /** Whether a request that waits for messages is an earlier one's second try. */
    static boolean isSecondTry(String before, String now) {
        int word = now.indexOf(' ');
        return word > 0 && !before.equals(now) && before.startsWith(now.substring(0, word + 1));
    }

    /** Of a request that brings messages. */
    static String ofSending(Exchange exchange, byte[] body) {
        String form = exchange.query("i");
        String word = form == null ? time(exchange) : bounded(form);
        return word.isEmpty() ? NONE : word + ' ' + Arrays.hashCode(body);
    }

    private static String time(Exchange exchange) {
        String time = exchange.query("t");
        return time == null || exchange.header("Origin") == null ? NONE : bounded(time);
    }

    private static String bounded(String word) {
        return word.length() > MAX_LENGTH || word.indexOf(' ') >= 0 ? NONE : word;
    }
}
