package dev.tidings.log.embedded;

/**
 * Where the retained publications of one channel lie, and when they were appended: 16 bytes each, oldest first. Owned
 * by its channel.
 */
final class PublicationRing {

    private static final int FIRST_CAPACITY = 4;

    private long[] locations = new long[FIRST_CAPACITY];
    private long[] times = new long[FIRST_CAPACITY];
    private int first;
    private int size;

    int size() {
        return size;
    }

    void add(long location, long atMillis) {
        if (size == locations.length) {
            resize(size * 2);
        }
        int slot = slot(size);
        locations[slot] = location;
        times[slot] = atMillis;
        size++;
    }

    /** Forgets the oldest and answers where it lies. */
    long removeFirst() {
        long location = locations[first];
        first = slot(1);
        size--;
        if (locations.length > 64 && size < locations.length / 4) {
            resize(locations.length / 2);
        }
        return location;
    }

    long location(int index) {
        return locations[slot(index)];
    }

    long atMillis(int index) {
        return times[slot(index)];
    }

    void move(int index, long location) {
        locations[slot(index)] = location;
    }

    /** How many, from the oldest, were appended at or before a moment. */
    int countUntil(long millis) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (atMillis(middle) <= millis) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private int slot(int index) {
        int slot = first + index;
        return slot < locations.length ? slot : slot - locations.length;
    }

    private void resize(int capacity) {
        long[] newLocations = new long[capacity];
        long[] newTimes = new long[capacity];
        for (int i = 0; i < size; i++) {
            newLocations[i] = location(i);
            newTimes[i] = atMillis(i);
        }
        locations = newLocations;
        times = newTimes;
        first = 0;
    }
}
