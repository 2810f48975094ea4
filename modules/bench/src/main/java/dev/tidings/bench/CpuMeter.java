package dev.tidings.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Processor time as Linux counts it, from {@code /proc}. Immutable: a reading at one moment. */
record CpuMeter(long nanos, double processSeconds, double ownSeconds, double machineSeconds) {

    /** Clock ticks a second in {@code /proc}: the kernel's USER_HZ, 100 on every Linux that the JDK runs on. */
    private static final double TICKS_PER_SECOND = 100;

    /** Reads the clocks of process {@code pid}, of this process and of the whole machine. */
    static CpuMeter read(long pid) throws IOException {
        return new CpuMeter(
                System.nanoTime(),
                ofProcess(Path.of("/proc", Long.toString(pid), "stat")),
                ofProcess(Path.of("/proc/self/stat")),
                ofMachine());
    }

    /** What was used between {@code earlier} and this reading. */
    CpuMeter since(CpuMeter earlier) {
        return new CpuMeter(
                nanos - earlier.nanos,
                processSeconds - earlier.processSeconds,
                ownSeconds - earlier.ownSeconds,
                machineSeconds - earlier.machineSeconds);
    }

    double seconds() {
        return nanos / 1e9;
    }

    /** The share of one core that processes other than the two used. */
    double othersShare() {
        return Math.max(0, (machineSeconds - processSeconds - ownSeconds) / seconds());
    }

    /** utime and stime, the 14th and 15th field; the name before them may hold blanks. */
    private static double ofProcess(Path stat) throws IOException {
        String text = Files.readString(stat);
        String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    }

    /** user + nice + system of all processors; interrupts and stolen time belong to no process. */
    private static double ofMachine() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("/proc/stat"));
        String[] fields = lines.get(0).trim().split(" +", -1);
        return (Long.parseLong(fields[1]) + Long.parseLong(fields[2]) + Long.parseLong(fields[3])) / TICKS_PER_SECOND;
    }
}
