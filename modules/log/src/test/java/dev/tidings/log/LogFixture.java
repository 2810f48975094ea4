package dev.tidings.log;

import dev.tidings.model.ChannelName;

/** What an obligation finds prepared: an empty log, and time in its hands. */
interface LogFixture {

    /** For what has the usual settings. */
    ChannelName TASKS = new ChannelName("tasks");

    /** A namespace that keeps 5 publications, for 60 s. */
    ChannelName SHORT = new ChannelName("short:1");

    /** A namespace of kind {@code latest} that keeps 5 publications. */
    ChannelName LATEST = new ChannelName("latest:1");

    /** The log of this test: empty at its begin, with the default bounds. */
    LogDriver log();

    /** One more empty log with bounds of its own. */
    LogDriver open(LogLimits limits);

    /** Into how many shares the store divides its bounds: 1, or one for each partition. */
    int shares();

    /** The clock of all of them. */
    HandClock clock();

    /** Lets the log do now what it does from time to time: forget what is too old. */
    void sweep(LogDriver log);
}
