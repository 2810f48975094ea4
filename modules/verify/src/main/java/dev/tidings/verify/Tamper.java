package dev.tidings.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The negative controls: what a hub that broke its promise would do to one delivery. */
public enum Tamper {
    NONE,
    /** One delivery never comes. */
    DROP,
    /** One comes twice. */
    DOUBLE,
    /** Two come in the wrong order. */
    SWAP;

    /** Which delivery of the stream is hit, counted from 1. */
    private static final int HIT = 10;

    /** Puts this between a stream and its books. */
    UnaryOperator<Consumer<Delivery>> between() {
        return books -> {
            List<Delivery> held = new ArrayList<>();
            int[] count = {0};
            return delivery -> {
                count[0]++;
                if (this == NONE || count[0] < HIT || count[0] > HIT + 1) {
                    books.accept(delivery);
                } else {
                    hit(books, delivery, count[0] == HIT, held);
                }
            };
        };
    }

    private void hit(Consumer<Delivery> books, Delivery delivery, boolean first, List<Delivery> held) {
        if (this == SWAP && first) {
            held.add(delivery);
            return;
        }
        if (this != DROP || !first) {
            books.accept(delivery);
        }
        if (this == DOUBLE && first) {
            books.accept(delivery);
        }
        held.forEach(books);
        held.clear();
    }
}
