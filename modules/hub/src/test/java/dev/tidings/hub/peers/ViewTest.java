package dev.tidings.hub.peers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ViewTest {

    private final View view = new View();

    @Test
    void whoeverIsThereIsAsked() {
        view.joined("a");
        view.joined("b");
        assertThat(view.nodes()).containsExactlyInAnyOrder("a", "b");
        assertThat(view.isWhole()).isTrue();
    }

    @Test
    void nobodySpeaksForWhoLeftSinceTheLastTouch() {
        view.joined("a");
        view.asking();
        view.inTouch();
        view.left("a");
        assertThat(view.isWhole()).isFalse();
    }

    @Test
    void whoLeftIsForgottenWhenTheStoreAnswersWhatItWasAskedLater() {
        view.joined("a");
        view.asking();
        view.left("a");
        view.inTouch();
        assertThat(view.isWhole())
                .as("the answer may be older than its last writes")
                .isFalse();
        view.asking();
        view.inTouch();
        assertThat(view.isWhole()).isTrue();
    }

    @Test
    void whoLeavesAgainIsRememberedAgain() {
        view.joined("a");
        view.left("a");
        view.asking();
        view.joined("a");
        view.left("a");
        view.inTouch();
        assertThat(view.isWhole()).isFalse();
    }

    @Test
    void whoCameBackSpeaksForItself() {
        view.joined("a");
        view.left("a");
        view.joined("a");
        assertThat(view.isWhole()).isTrue();
        assertThat(view.nodes()).containsExactly("a");
    }

    @Test
    void aRestartedNodeDoesNotSpeakForItsFormerStart() {
        view.joined("a");
        view.restarted("a");
        assertThat(view.isWhole()).isFalse();
    }
}
