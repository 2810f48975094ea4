package dev.tidings.log;

import static dev.tidings.log.LogDriver.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.log.AppendResult.Repeated;
import dev.tidings.log.AppendResult.StaleFence;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Seeded;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a store must do besides that outlives its process. */
public abstract class DurableLogContract extends ChannelLogContract {

    /**
     * Opens the store of a log that was closed anew, with all that was in it.
     *
     * @param closed the log as {@link #openEmpty} or this method gave it, closed by now
     */
    protected abstract ChannelLog reopen(ChannelLog closed, LogSetup setup) throws Exception;

    private LogDriver reopened(LogDriver driver) throws Exception {
        await(driver.log().close());
        return new LogDriver(reopen(driver.log(), setup()));
    }

    @Test
    void goesOnWhereItStopped() throws Exception {
        ChannelName apart = Items.apartFrom(TASKS);
        log().appended(Items.publish(TASKS, 1, 2, 3));
        log().appended(Items.publish(apart, 4));
        List<PartitionState> states = await(log().log().partitionStates());
        ChannelRead read = log().read(TASKS);
        LogDriver again = reopened(log());
        assertThat(await(again.log().partitionStates())).isEqualTo(states);
        assertThat(again.read(TASKS)).isEqualTo(read);
        assertThat(again.appended(Items.publish(TASKS, 5)).publications())
                .containsExactly(Items.entry(5).at(4));
        assertThat(again.appended(Items.publish(apart, 6)).head()).isEqualTo(2);
        await(again.log().close());
    }

    @Test
    void remembersKeysAndTokensAndTombstones() throws Exception {
        Append keyed = Items.keyed(Items.fenced(Items.create(TASKS, "a", 1), new Fence("poll", 5)), "key", "hash");
        log().appended(keyed);
        AppendResult first = log().one(keyed);
        log().appended(Items.remove(TASKS, "a", 1));
        LogDriver again = reopened(log());
        assertThat(again.one(keyed)).isEqualTo(first).isInstanceOf(Repeated.class);
        assertThat(again.one(Items.fenced(Items.publish(TASKS, 1), new Fence("poll", 4))))
                .isEqualTo(new StaleFence(5));
        assertThat(again.document(TASKS, "a").version()).isEqualTo(2);
        await(again.log().close());
    }

    @Test
    void keepsHeadAndEpochOfAnEmptiedChannel() throws Exception {
        log().appended(Items.publish(SHORT, 1, 2, 3));
        clock().advance(61_000);
        sweep(log());
        ChannelRead emptied = log().read(SHORT);
        LogDriver again = reopened(log());
        sweep(again);
        assertThat(again.read(SHORT)).isEqualTo(emptied);
        assertThat(again.appended(Items.publish(SHORT, 4)).head()).isEqualTo(4);
        await(again.log().close());
    }

    @Test
    void keepsAnEpochThatAnAdoptionBegan() throws Exception {
        log().appended(Items.publish(TASKS, 1));
        PartitionState state = log().state(TASKS);
        await(log().log().adopt(Adoption.of(state, false)));
        PartitionState adopted = log().state(TASKS);
        LogDriver again = reopened(log());
        assertThat(again.state(TASKS)).isEqualTo(adopted);
        assertThat(again.read(TASKS).epoch()).isEqualTo(adopted.epoch());
        await(again.log().close());
    }

    @Test
    void doesWhatThePlainModelDoesThroughReopenings() {
        Seeded.check(20, 60, (random, size) -> {
            LogDriver log = open(LogLimits.DEFAULT);
            PlainModel model = new PlainModel(log.state(TASKS).epoch());
            for (int step = 0; step < size; step++) {
                Append[] batch = ModelObligations.batch(random);
                List<AppendResult> expected = new ArrayList<>();
                for (Append item : batch) {
                    expected.add(model.append(item));
                }
                assertThat(log.append(batch)).isEqualTo(expected);
                if (random.nextInt(10) == 0) {
                    log = reopened(log);
                    sweep(log);
                    ModelObligations.compareAll(log, model);
                }
            }
            await(log.log().close());
        });
    }
}
