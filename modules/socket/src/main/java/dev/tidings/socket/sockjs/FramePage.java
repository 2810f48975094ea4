package dev.tidings.socket.sockjs;

import dev.tidings.edge.Exchange;
import dev.tidings.edge.Operation;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** The page that old browsers load into a frame to get around their origin. For the public suite alone. Immutable. */
final class FramePage implements Operation.Handler {

    private static final Pattern NAME = Pattern.compile("iframe[0-9-.a-z_]*\\.html");

    private static final byte[] PAGE = """
            <!DOCTYPE html>
            <html>
            <head>
              <meta http-equiv="X-UA-Compatible" content="IE=edge" />
              <meta http-equiv="Content-Type" content="text/html; charset=UTF-8" />
              <script>
                document.domain = document.domain;
                _sockjs_onload = function(){SockJS.bootstrap_iframe();};
              </script>
              <script src="/sockjs.min.js"></script>
            </head>
            <body>
              <h2>Don't panic!</h2>
              <p>This is a SockJS hidden iframe. It's used for cross domain magic.</p>
            </body>
            </html>""".getBytes(StandardCharsets.UTF_8);

    private static final String TAG = "\"" + PAGE.length + "\"";

    @Override
    public void handle(Exchange exchange) {
        if (!NAME.matcher(exchange.path("page")).matches()) {
            throw new HubException(ErrorCode.NOT_FOUND, "There is nothing at this path.");
        }
        SockJsHeaders.cached(exchange, exchange.port().loop().wallMillis());
        exchange.set("ETag", TAG);
        if (TAG.equals(exchange.header("If-None-Match"))) {
            exchange.respond(304);
        } else {
            exchange.respond(200, "text/html; charset=UTF-8", PAGE);
        }
    }
}
