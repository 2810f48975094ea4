package dev.tidings.web;

import dev.tidings.edge.Exchange;
import java.util.Map;

/** The headers of every page: it runs the hub's own scripts alone, and nobody frames it. Pure. */
final class PageHeaders {

    /** Trusted Types besides: a script can't turn text into markup even by mistake. */
    private static final String CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; style-src 'self';"
            + " connect-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self';"
            + " require-trusted-types-for 'script'";

    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy",
            CONTENT_SECURITY_POLICY,
            "X-Content-Type-Options",
            "nosniff",
            "Cross-Origin-Opener-Policy",
            "same-origin",
            "Cross-Origin-Resource-Policy",
            "same-origin",
            "Permissions-Policy",
            "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(),"
                    + " microphone=(), midi=(), payment=(), usb=()",
            "Referrer-Policy",
            "no-referrer",
            // another user's page must not come back with the browser's button
            "Cache-Control",
            "no-store");

    private PageHeaders() {}

    static void set(Exchange exchange) {
        HEADERS.forEach(exchange::set);
    }
}
