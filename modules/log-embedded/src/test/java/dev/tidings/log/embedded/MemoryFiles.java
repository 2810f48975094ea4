package dev.tidings.log.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A disk that remembers what was flushed and what was not, so that the power can be cut: then of what was not flushed
 * any part survives, sector by sector, and of the folder's names any. Thread-safe: every operation holds its lock.
 */
final class MemoryFiles implements FileLayer {

    private static final int SECTOR = 512;

    private interface Change {
        void applyTo(Image image);
    }

    private static final class Image {
        private byte[] bytes = new byte[0];
        private int size;

        Image copy() {
            Image copy = new Image();
            copy.bytes = Arrays.copyOf(bytes, size);
            copy.size = size;
            return copy;
        }

        void write(byte[] data, int from, int length, long position) {
            int end = (int) position + length;
            if (bytes.length < end) {
                bytes = Arrays.copyOf(bytes, Math.max(end, bytes.length * 2));
            }
            System.arraycopy(data, from, bytes, (int) position, length);
            size = Math.max(size, end);
        }

        void truncate(long length) {
            if (length < size) {
                Arrays.fill(bytes, (int) length, size, (byte) 0);
                size = (int) length;
            }
        }
    }

    private static final class Node {
        private final long inode;
        private Image now = new Image();
        private Image flushed = new Image();
        private final List<Change> unflushed = new ArrayList<>();

        Node(long inode) {
            this.inode = inode;
        }

        void change(Change change) {
            change.applyTo(now);
            unflushed.add(change);
        }

        void flush() {
            unflushed.forEach(change -> change.applyTo(flushed));
            unflushed.clear();
        }
    }

    private Map<String, Node> names = new HashMap<>();
    private Map<String, Node> flushedNames = new HashMap<>();
    private long inodes;
    private boolean off;
    private long operationsLeft = Long.MAX_VALUE;
    private long room = Long.MAX_VALUE;
    private int failingFlushes;
    private int reads;
    private boolean lying;
    private volatile CountDownLatch stalled = new CountDownLatch(0);

    /** The power goes off by itself after this many further operations that change something. */
    synchronized void cutAfter(long operations) {
        operationsLeft = operations;
    }

    /** Writes beyond this many further bytes fail, the last of them in the middle. */
    synchronized void leaveRoom(long bytes) {
        room = bytes;
    }

    synchronized void failFlushes(int count) {
        failingFlushes = count;
    }

    /** From now on flushes do nothing and say that they did. */
    synchronized void lie() {
        lying = true;
    }

    /** How many reads there were. */
    synchronized int reads() {
        return reads;
    }

    synchronized boolean isOff() {
        return off;
    }

    /** Cuts the power and answers the disk as it is when the power is back. */
    synchronized MemoryFiles cutPower(Random random) {
        off = true;
        MemoryFiles after = new MemoryFiles();
        after.inodes = inodes;
        Map<Node, Node> survivors = new HashMap<>();
        Set<String> all = new HashSet<>(names.keySet());
        all.addAll(flushedNames.keySet());
        for (String name : all) {
            Node node = random.nextBoolean() ? names.get(name) : flushedNames.get(name);
            if (node != null) {
                after.names.put(name, survivors.computeIfAbsent(node, each -> survivor(each, random)));
            }
        }
        after.flushedNames = new HashMap<>(after.names);
        return after;
    }

    private static Node survivor(Node node, Random random) {
        Node survivor = new Node(node.inode);
        Image image = node.flushed.copy();
        int mode = random.nextInt(3);
        for (Change change : node.unflushed) {
            if (mode == 2) {
                change.applyTo(image);
            } else if (mode == 1 && change instanceof Write write) {
                write.applyPartlyTo(image, random);
            } else if (mode == 1 && random.nextBoolean()) {
                change.applyTo(image);
            }
        }
        survivor.now = image;
        survivor.flushed = image.copy();
        return survivor;
    }

    private record Write(byte[] data, long position) implements Change {
        @Override
        public void applyTo(Image image) {
            image.write(data, 0, data.length, position);
        }

        void applyPartlyTo(Image image, Random random) {
            for (int from = 0; from < data.length; ) {
                int length = (int) Math.min(data.length - from, SECTOR - (position + from) % SECTOR);
                if (random.nextInt(4) > 0) {
                    image.write(data, from, length, position + from);
                }
                from += length;
            }
        }
    }

    /** The files' contents, as they are now. */
    synchronized byte[] contents(String name) {
        Node node = names.get(name);
        return Arrays.copyOf(node.now.bytes, node.now.size);
    }

    synchronized void replace(String name, byte[] contents) {
        Node node = names.get(name);
        node.now = new Image();
        node.now.write(contents, 0, contents.length, 0);
        node.flushed = node.now.copy();
        node.unflushed.clear();
    }

    /** Another disk with the same files; as the same files, or as copies of them. */
    synchronized MemoryFiles copy(boolean sameInodes) {
        MemoryFiles copy = new MemoryFiles();
        copy.inodes = inodes;
        names.forEach((name, node) -> {
            Node twin = new Node(sameInodes ? node.inode : ++copy.inodes);
            twin.now = node.now.copy();
            twin.flushed = node.now.copy();
            copy.names.put(name, twin);
        });
        copy.flushedNames = new HashMap<>(copy.names);
        return copy;
    }

    synchronized long bytes(String prefix) {
        return names.entrySet().stream()
                .filter(each -> each.getKey().startsWith(prefix))
                .mapToLong(each -> each.getValue().now.size)
                .sum();
    }

    /** From now on flushes do not return until the answer is counted down. */
    CountDownLatch stall() {
        CountDownLatch latch = new CountDownLatch(1);
        stalled = latch;
        return latch;
    }

    private void waitWhileStalled() throws IOException {
        try {
            if (!stalled.await(60, TimeUnit.SECONDS)) {
                throw new IOException("stalled for too long");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private synchronized void changing() throws IOException {
        if (off || operationsLeft-- <= 0) {
            off = true;
            throw new IOException("the power is off");
        }
    }

    @Override
    public synchronized LogFile open(Path file) throws IOException {
        String name = file.getFileName().toString();
        if (!names.containsKey(name)) {
            changing();
            names.put(name, new Node(++inodes));
        }
        return new OpenFile(names.get(name));
    }

    @Override
    public synchronized void forceFolder(Path folder) throws IOException {
        changing();
        flushedNames = new HashMap<>(names);
    }

    @Override
    public synchronized void rename(Path from, Path to) throws IOException {
        changing();
        Node node = names.remove(from.getFileName().toString());
        if (node == null) {
            throw new NoSuchFileException(from.toString());
        }
        names.put(to.getFileName().toString(), node);
    }

    @Override
    public synchronized void delete(Path file) throws IOException {
        changing();
        names.remove(file.getFileName().toString());
    }

    @Override
    public synchronized List<String> names(Path folder) {
        return List.copyOf(names.keySet());
    }

    @Override
    public synchronized long usableBytes(Path folder) {
        return room;
    }

    @Override
    public synchronized String fileIdentity(Path file) {
        return "inode " + names.get(file.getFileName().toString()).inode;
    }

    private final class OpenFile implements LogFile {
        private final Node node;

        OpenFile(Node node) {
            this.node = node;
        }

        @Override
        public int read(ByteBuffer target, long position) {
            synchronized (MemoryFiles.this) {
                reads++;
                int count = (int) Math.max(0, Math.min(target.remaining(), node.now.size - position));
                if (count > 0) {
                    target.put(node.now.bytes, (int) position, count);
                }
                return count;
            }
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            synchronized (MemoryFiles.this) {
                changing();
                byte[] data = new byte[(int) Math.min(source.remaining(), room)];
                boolean full = data.length < source.remaining();
                source.get(data);
                room -= room == Long.MAX_VALUE ? 0 : data.length;
                node.change(new Write(data, position));
                if (full) {
                    throw new IOException("No space left on device");
                }
            }
        }

        @Override
        public void force() throws IOException {
            waitWhileStalled();
            synchronized (MemoryFiles.this) {
                changing();
                if (failingFlushes > 0) {
                    failingFlushes--;
                    // As Linux does it: the pages count as clean, and nothing was written.
                    node.unflushed.clear();
                    throw new IOException("Input/output error");
                }
                if (!lying) {
                    node.flush();
                }
            }
        }

        @Override
        public void truncate(long size) throws IOException {
            synchronized (MemoryFiles.this) {
                changing();
                room += room == Long.MAX_VALUE ? 0 : Math.max(0, node.now.size - size);
                node.change(image -> image.truncate(size));
            }
        }

        @Override
        public long size() {
            synchronized (MemoryFiles.this) {
                return node.now.size;
            }
        }

        @Override
        public void close() {
            // Nothing to give back.
        }
    }
}
