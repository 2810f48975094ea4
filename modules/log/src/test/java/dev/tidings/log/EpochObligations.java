package dev.tidings.log;

import static dev.tidings.log.Items.keyed;
import static dev.tidings.log.Items.publish;
import static dev.tidings.log.LogDriver.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.log.AppendResult.Repeated;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import dev.tidings.model.Partitions;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Obligation 6: what an epoch stands for, and how a partition goes on under another. */
interface EpochObligations extends LogFixture {

    @Test
    default void tellsTheStateOfEveryPartitionInOrder() {
        log().appended(publish(TASKS, 1, 2, 3));
        List<PartitionState> states = await(log().log().partitionStates());
        assertThat(states).hasSize(Partitions.COUNT);
        for (int i = 0; i < Partitions.COUNT; i++) {
            assertThat(states.get(i).partition()).isEqualTo(i);
            assertThat(states.get(i).sequence()).isEqualTo(i == Partitions.of(TASKS) ? 3 : 0);
            assertThat(states.get(i).needsAdoption()).isFalse();
        }
        assertThat(states).extracting(PartitionState::epoch).doesNotHaveDuplicates();
        assertThat(await(log().log().partitionStates())).isEqualTo(states);
    }

    @Test
    default void anAdoptionThatExpectsAnotherEpochOrIncarnationIsNotCarriedOut() {
        log().appended(publish(TASKS, 1));
        PartitionState state = log().state(TASKS);
        Adoption plain = Adoption.of(state, false);
        Adoption otherEpoch = new Adoption(
                plain.partition(), new Epoch("000000000000"), plain.expectedIncarnation(), plain.store(), false, 1);
        Adoption otherBefore =
                new Adoption(plain.partition(), plain.expectedEpoch(), "elsewhere", plain.store(), false, 1);
        Adoption otherStore = new Adoption(
                plain.partition(), plain.expectedEpoch(), plain.expectedIncarnation(), "elsewhere", false, 1);
        assertThat(await(log().log().adopt(otherEpoch))).isEqualTo(new AdoptionResult(false, state));
        assertThat(await(log().log().adopt(otherBefore))).isEqualTo(new AdoptionResult(false, state));
        assertThat(await(log().log().adopt(otherStore))).isEqualTo(new AdoptionResult(false, state));
    }

    @Test
    default void aVouchedAdoptionKeepsTheEpoch() {
        log().appended(publish(TASKS, 1));
        PartitionState state = log().state(TASKS);
        assertThat(await(log().log().adopt(adoption(state, true, 1)))).isEqualTo(new AdoptionResult(true, state));
    }

    @Test
    default void anAdoptionThatNobodyVouchedForStartsANewEpoch() {
        log().appended(publish(TASKS, 1));
        PartitionState state = log().state(TASKS);
        assertNewEpoch(state, await(log().log().adopt(adoption(state, false, 1))));
    }

    @Test
    default void anAdoptionVouchedForAnotherSequenceStartsANewEpoch() {
        log().appended(publish(TASKS, 1));
        PartitionState state = log().state(TASKS);
        assertNewEpoch(state, await(log().log().adopt(adoption(state, true, 2))));
        PartitionState next = log().state(TASKS);
        assertNewEpoch(next, await(log().log().adopt(adoption(next, true, 0))));
    }

    @Test
    default void onlyTheFirstOfTwoAdoptionsIsCarriedOut() {
        log().appended(publish(TASKS, 1));
        Adoption adoption = adoption(log().state(TASKS), false, 1);
        assertThat(await(log().log().adopt(adoption)).carriedOut()).isTrue();
        PartitionState after = log().state(TASKS);
        assertThat(await(log().log().adopt(adoption))).isEqualTo(new AdoptionResult(false, after));
    }

    @Test
    default void aNewEpochKeepsAllThatIsThereUnderItsNewName() {
        ChannelName fresh = Items.besides(TASKS);
        log().appended(Items.create(TASKS, "a", 1));
        log().appended(keyed(Items.fenced(publish(TASKS, 2), new Fence("poll", 5)), "key", "hash"));
        ChannelRead before = log().read(TASKS);
        PartitionState elsewhere = log().state(Items.apartFrom(TASKS));
        await(log().log().adopt(adoption(log().state(TASKS), false, 2)));
        Epoch epoch = log().state(TASKS).epoch();
        assertThat(log().read(TASKS)).isEqualTo(new ChannelRead(epoch, 1, 2, epoch, 2, before.entries()));
        assertThat(log().document(TASKS, "a").epoch()).isEqualTo(epoch);
        assertThat(log().document(TASKS, "a").version()).isEqualTo(1);
        assertThat(log().one(keyed(publish(TASKS, 2), "key", "hash"))).isInstanceOf(Repeated.class);
        assertThat(log().one(Items.fenced(publish(TASKS, 3), new Fence("poll", 4))))
                .isEqualTo(new AppendResult.StaleFence(5));
        assertThat(log().appended(publish(TASKS, 3)).head()).isEqualTo(3);
        assertThat(log().appended(publish(TASKS, 4)).epoch()).isEqualTo(epoch);
        assertThat(log().read(fresh).epoch()).isEqualTo(epoch);
        assertThat(log().appended(publish(fresh, 1)).epoch()).isEqualTo(epoch);
        assertThat(log().index(TASKS, 0).epoch()).isEqualTo(epoch);
        assertThat(log().state(Items.apartFrom(TASKS))).isEqualTo(elsewhere);
    }

    private Adoption adoption(PartitionState state, boolean vouched, long sequence) {
        return new Adoption(
                state.partition(), state.epoch(), state.incarnation(), state.runningIncarnation(), vouched, sequence);
    }

    private void assertNewEpoch(PartitionState before, AdoptionResult result) {
        assertThat(result.carriedOut()).isTrue();
        assertThat(result.state().epoch()).isNotEqualTo(before.epoch());
        assertThat(result.state().sequence()).isEqualTo(before.sequence());
        assertThat(result.state().needsAdoption()).isFalse();
        assertThat(log().state(TASKS)).isEqualTo(result.state());
    }
}
