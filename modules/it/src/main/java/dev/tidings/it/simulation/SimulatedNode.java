package dev.tidings.it.simulation;

import dev.tidings.hub.Hub;
import dev.tidings.hub.HubPort;
import dev.tidings.hub.HubSettings;
import java.util.List;

/** One node: a real hub on three loops, of which two serve clients. Owned by the scheduler's thread. */
final class SimulatedNode {

    private final SimulatedLoop hubLoop;
    private final List<SimulatedLoop> clientLoops;
    private final List<HubPort> ports;
    private final SimulatedNetwork.Link link;
    private final SimulatedLog log;
    private final Hub hub;
    private boolean alive = true;

    SimulatedNode(
            Scheduler scheduler,
            SimulatedNetwork network,
            SimulatedStore store,
            HubSettings settings,
            Faults faults,
            boolean healed) {
        this.hubLoop = new SimulatedLoop(scheduler);
        this.clientLoops = List.of(new SimulatedLoop(scheduler), new SimulatedLoop(scheduler));
        this.link = network.new Link(hubLoop);
        this.log = new SimulatedLog(scheduler, store, faults, healed);
        this.hub = new Hub(settings, log, link, link, hubLoop, scheduler.random());
        this.ports = clientLoops.stream().map(hub::port).toList();
        hub.start();
    }

    Hub hub() {
        return hub;
    }

    SimulatedLog log() {
        return log;
    }

    /** Faults of the program that the hub caught. */
    long failures() {
        return hub.failures();
    }

    boolean isAlive() {
        return alive;
    }

    SimulatedLoop loop(int index) {
        return clientLoops.get(index % clientLoops.size());
    }

    HubPort port(int index) {
        return ports.get(index % ports.size());
    }

    /** Dies at once: nothing of it runs any more. */
    void kill() {
        alive = false;
        link.die();
        hubLoop.kill();
        clientLoops.forEach(SimulatedLoop::kill);
    }

    /** Is on the other side of a split network, or no longer; the store is reached from both sides. */
    void setApart(boolean apart) {
        link.setApart(apart);
    }

    void stop() {
        hubLoop.stop();
        clientLoops.forEach(SimulatedLoop::stop);
    }

    void resume() {
        hubLoop.resume();
        clientLoops.forEach(SimulatedLoop::resume);
    }
}
