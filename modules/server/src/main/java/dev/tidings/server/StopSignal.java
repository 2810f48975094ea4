package dev.tidings.server;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * That the process was asked to end. Thread-safe because it is a latch. The first SIGTERM, SIGINT or SIGHUP asks for a clean
 * stop, the second ends the process at once: nothing that was acknowledged is lost by that, the log is made for it.
 */
final class StopSignal {

    /** What a shell reports of a process that SIGTERM ended. */
    private static final int TERMINATED = 143;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final AtomicBoolean again = new AtomicBoolean();

    private StopSignal() {}

    /** Takes the signals over from the JVM, which would exit without waiting and with another code. */
    static StopSignal install() {
        StopSignal stop = new StopSignal();
        for (String name : List.of("TERM", "INT", "HUP")) {
            handle(name, stop::received);
        }
        return stop;
    }

    boolean isAsked() {
        return asked.getCount() == 0;
    }

    /** Waits until it is asked; without a time limit, since this is what a server does all day. */
    void await() throws InterruptedException {
        asked.await();
    }

    private void received() {
        if (again.getAndSet(true)) {
            Runtime.getRuntime().halt(TERMINATED);
        }
        asked.countDown();
    }

    /** By reflection: the class belongs to every JDK, but the compiler warns of it without a way to accept that. */
    private static void handle(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Method handle = signal.getMethod("handle", signal, handler);
            Object proxy = Proxy.newProxyInstance(
                    StopSignal.class.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
                        action.run();
                        return null;
                    });
            handle.invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
        } catch (InvocationTargetException e) {
            // only HUP: a process started by nohup ignores it, and shall go on doing so
            if (!name.equals("HUP")) {
                throw CommandFailure.failed("SIG" + name + " can't be handled: " + e.getCause());
            }
        } catch (ReflectiveOperationException e) {
            throw CommandFailure.failed("signals can't be handled by this JVM: " + e);
        }
    }
}
