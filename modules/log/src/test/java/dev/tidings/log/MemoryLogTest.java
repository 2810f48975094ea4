package dev.tidings.log;

import java.util.IdentityHashMap;

/** The log in memory keeps the contract of all logs; its backup stands in for a disk. */
class MemoryLogTest extends DurableLogContract {

    private final IdentityHashMap<ChannelLog, FaultyLog> stores = new IdentityHashMap<>();

    @Override
    protected ChannelLog openEmpty(LogSetup setup) {
        return confined(new FaultyLog(setup.settings(), setup.limits(), setup.epochs(), setup.clock(), "memory"));
    }

    @Override
    protected ChannelLog reopen(ChannelLog closed, LogSetup setup) {
        FaultyLog store = new FaultyLog(setup.settings(), setup.limits(), setup.epochs(), setup.clock(), "memory");
        store.restore(stores.get(closed).backup());
        return confined(store);
    }

    private ChannelLog confined(FaultyLog store) {
        ConfinedLog log = new ConfinedLog(store);
        stores.put(log, store);
        return log;
    }
}
