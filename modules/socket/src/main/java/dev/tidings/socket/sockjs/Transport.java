package dev.tidings.socket.sockjs;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The ways in which a client's requests wait for messages, and how frames look in their answers. Immutable. */
enum Transport {
    /** One frame, then the next request. */
    XHR("xhr", true, false, "application/javascript; charset=UTF-8", "", "\n"),
    XHR_STREAMING("xhr_streaming", true, true, "application/javascript; charset=UTF-8", "", "\n"),
    EVENTSOURCE("eventsource", false, true, "text/event-stream; charset=UTF-8", "data: ", "\r\n\r\n"),
    /** One frame, as the argument of a function that the client names. */
    JSONP("jsonp", false, false, "application/javascript; charset=UTF-8", "", ""),
    /** Frames as scripts of a page that is never done. */
    HTMLFILE("htmlfile", false, true, "text/html; charset=UTF-8", "", "");

    private static final int XHR_PRELUDE = 2048;
    private static final int PAGE_BYTES = 1024;

    private final String word;
    private final boolean post;
    private final boolean streaming;
    private final String mediaType;
    private final String before;
    private final String after;

    Transport(String word, boolean post, boolean streaming, String mediaType, String before, String after) {
        this.word = word;
        this.post = post;
        this.streaming = streaming;
        this.mediaType = mediaType;
        this.before = before;
        this.after = after;
    }

    /** The one of that name at the end of a path; null when there is none. */
    static @Nullable Transport of(String word) {
        for (Transport transport : values()) {
            if (transport.word.equals(word)) {
                return transport;
            }
        }
        return null;
    }

    /** Whether it is asked for by POST, else by GET. */
    boolean isPost() {
        return post;
    }

    /** Whether one answer carries many frames. */
    boolean isStreaming() {
        return streaming;
    }

    /** Whether a script calls a function that the client names. */
    boolean hasCallback() {
        return this == JSONP || this == HTMLFILE;
    }

    String mediaType() {
        return mediaType;
    }

    /** What stands before a frame that may be joined in place. */
    byte[] before() {
        return utf8(before);
    }

    /** What stands after it. */
    byte[] after() {
        return utf8(after);
    }

    /** What an answer begins with, before any frame. */
    byte[] prelude(String callback) {
        return switch (this) {
            case XHR, JSONP -> new byte[0];
            case XHR_STREAMING -> utf8("h".repeat(XHR_PRELUDE) + "\n");
            // an old browser drops the first line
            case EVENTSOURCE -> utf8("\r\n");
            case HTMLFILE -> utf8(page(callback));
        };
    }

    /** A whole frame as it stands in an answer. */
    byte[] framed(String callback, byte[] frame) {
        return switch (this) {
            case XHR, XHR_STREAMING -> SockJsFrames.joined(before(), frame, after());
            case EVENTSOURCE -> SockJsFrames.joined(before(), Quoting.withoutPercent(frame), after());
            case JSONP -> SockJsFrames.joined(utf8(callback + "("), Quoting.quotedForScript(frame), utf8(");\r\n"));
            case HTMLFILE ->
                SockJsFrames.joined(utf8("<script>\np("), Quoting.quotedForScript(frame), utf8(");\n</script>\r\n"));
        };
    }

    /** Whether a name may stand in a script as a function: letters, digits, {@code _ - .}, at most 128. */
    static boolean isCallback(String name) {
        if (name.isEmpty() || name.length() > 128) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!letter && !(c >= '0' && c <= '9') && c != '_' && c != '-' && c != '.') {
                return false;
            }
        }
        return true;
    }

    private static String page(String callback) {
        String page = """
                <!doctype html>
                <html><head>
                  <meta http-equiv="X-UA-Compatible" content="IE=edge" />
                  <meta http-equiv="Content-Type" content="text/html; charset=UTF-8" />
                </head><body><h2>Don't panic!</h2>
                  <script>
                    document.domain = document.domain;
                    var c = parent.%s;
                    c.start();
                    function p(d) {c.message(d);};
                    window.onload = function() {c.stop();};
                  </script>""".formatted(callback);
        // browsers show nothing of a page before its first kilobyte
        return page + " ".repeat(PAGE_BYTES) + "\r\n\r\n";
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
