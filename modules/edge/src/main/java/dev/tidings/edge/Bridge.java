package dev.tidings.edge;

import java.util.List;

/** What a bridge brings to a listener: its rows of the table of operations. One instance an event loop. */
public interface Bridge {

    /** Its operations. Those with fewer parameters in their path are matched first. */
    List<Operation> operations();
}
