package dev.tidings.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.TimeoutError;
import dev.tidings.it.browser.Chromium;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** A page of a real browser that follows one channel by several transports of the stock client. Owned by its test. */
final class SockJsPage {

    private static final double LIMIT_MILLIS = 60_000;

    private final Page page;
    private final List<String> transports;

    private SockJsPage(Page page, List<String> transports) {
        this.page = page;
        this.transports = transports;
    }

    /**
     * Opens it and waits until all of its readers are subscribed.
     *
     * @param origin of the page
     * @param url of the hub, without a path
     */
    static SockJsPage open(
            StockClients clients, Chromium chromium, String origin, String url, List<String> transports, String channel)
            throws IOException {
        Page page = clients.open(chromium.newPage(), origin, StockClients.SOCKJS);
        page.addScriptTag(new Page.AddScriptTagOptions().setPath(StockClients.script("sockjs-reader.js")));
        page.evaluate(
                "([url, transports, channel]) => { window.bounded = work => Promise.race([work(),"
                        + " new Promise((done, failed) => setTimeout(() => failed(new Error(seen())), 120000))]);"
                        + "window.seen = () => JSON.stringify(readers.map(r => [r.transport, r.numbers.length,"
                        + " r.lines, r.ready, r.used.slice(-5), r.ended.slice(-5), r.faults]));"
                        + "window.readers = transports.map(t =>"
                        + " new SockJsReader(SockJS, [url], t, channel)); }",
                List.of(url + "/sockjs", transports, channel));
        SockJsPage opened = new SockJsPage(page, transports);
        opened.await("r.ready");
        return opened;
    }

    /** Waits until something is true of each reader {@code r}. */
    void await(String condition) {
        try {
            page.waitForFunction(
                    "() => readers.every(r => " + condition + ")",
                    null,
                    new Page.WaitForFunctionOptions().setTimeout(LIMIT_MILLIS));
        } catch (TimeoutError e) {
            throw new AssertionError(condition + " of " + page.evaluate("() => seen()"), e);
        }
    }

    /** Creates a task and sets it done, each by another reader; all of them see it. */
    void toggleATask(String id) {
        page.evaluate(
                "id => bounded(async () => {"
                        + "await readers[0].command('write', {collection: 'tasks', op: 'create', id, document: {title: 't', done: false}});"
                        + "await readers[readers.length - 1].command('write',"
                        + " {collection: 'tasks', op: 'patch', id, document: {done: true}, version: 1}); })",
                id);
        await("r.tasks.some(task => task.id === '" + id + "' && task.done)");
    }

    /** Publishes these numbers by one reader after the other, each when the last is in the log, and does not wait. */
    void publish(int from, int to) {
        page.evaluate(
                "([from, to]) => { window.published = (async () => { for (let n = from; n <= to; n++) {"
                        + " await readers[n % readers.length].publish(n); await new Promise(done => setTimeout(done, 5)); } })(); }",
                List.of(from, to));
    }

    void pause(int millis) {
        page.waitForTimeout(millis);
    }

    /** Waits until every reader has had everything up to a number, once and in order, by the transport that it was told. */
    void finish(int last) {
        page.evaluate("() => bounded(() => window.published)");
        await("r.numbers.includes(" + last + ")");
        List<Integer> all = IntStream.rangeClosed(1, last).boxed().toList();
        assertThat(page.evaluate("() => readers.map(r => r.numbers)"))
                .isEqualTo(Collections.nCopies(transports.size(), all));
        assertThat(page.evaluate("() => readers.map(r => [...new Set(r.used)].join())"))
                .isEqualTo(transports);
        assertThat(page.evaluate("() => readers.flatMap(r => r.faults)")).isEqualTo(List.of());
    }

    /** How often a transport's line ended. */
    int ended(String transport) {
        return (Integer) page.evaluate("t => readers.find(r => r.transport === t).ended.length", transport);
    }

    void close() {
        page.context().close();
    }
}
