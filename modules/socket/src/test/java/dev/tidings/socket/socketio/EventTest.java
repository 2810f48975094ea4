package dev.tidings.socket.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.model.HubException;
import dev.tidings.model.JsonText;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventTest {

    @Test
    void hasANameAndWhatCameWithIt() {
        Event event = Event.of(JsonText.of("[\"task:update\",{\"id\":\"1\"},2,null]"));
        assertThat(event)
                .isEqualTo(new Event(
                        "task:update", List.of(JsonText.of("{\"id\":\"1\"}"), JsonText.of("2"), JsonText.of("null"))));
        assertThat(Event.of(JsonText.of("[\"hi\"]")).first()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "[1]",
                "[null,\"a\"]",
                "[\"connect\"]", // a client that emits it to itself believes what isn't so
                "[\"connect_error\"]",
                "[\"disconnect\"]",
                "[\"disconnecting\"]",
                "[\"newListener\"]",
                "[\"removeListener\"]",
            })
    void refusesWhatNoClientEmits(String array) {
        assertThatThrownBy(() -> Event.of(JsonText.of(array))).isInstanceOf(HubException.class);
    }

    /** Each argument is an object here: a list without end would be kept until somebody looks at it. */
    @Test
    void boundsNamesAndArguments() {
        String arguments = ",1".repeat(Event.MAX_ARGUMENTS);
        assertThat(Event.of(JsonText.of("[\"a\"" + arguments + "]")).arguments())
                .hasSize(Event.MAX_ARGUMENTS);
        assertThatThrownBy(() -> Event.of(JsonText.of("[\"a\",1" + arguments + "]")))
                .isInstanceOf(HubException.class);
        assertThatThrownBy(() -> Event.of(JsonText.of("[\"" + "a".repeat(129) + "\"]")))
                .isInstanceOf(HubException.class);
    }
}
