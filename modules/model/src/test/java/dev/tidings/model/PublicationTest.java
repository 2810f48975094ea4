package dev.tidings.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PublicationTest {

    private static final Publication PUT = new Publication(
            3, "task-updated", "a", JsonText.of("{\"id\":\"a\"}"), 17, new Actor("ann", null), Change.PUT);

    @Test
    void aChangeOfADocumentNamesIt() {
        assertThatThrownBy(() -> new Publication(1, "x", null, JsonText.NULL, 0, null, Change.PUT))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Publication(1, "x", null, JsonText.NULL, 0, null, Change.DELETE))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(new Publication(1, "x", null, JsonText.NULL, 0, null, Change.NONE).key())
                .isNull();
    }

    @Test
    void anOffsetIsNotNegative() {
        assertThatThrownBy(() -> PUT.at(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(PUT.at(0).offset()).isZero();
    }

    @Test
    void movesToAnotherOffsetUnchanged() {
        assertThat(PUT.at(9)).isNotEqualTo(PUT);
        assertThat(PUT.at(9).at(3)).isEqualTo(PUT);
    }

    @Test
    void weighsItsTextsAndMore() {
        assertThat(PUT.weight()).isGreaterThan(PUT.data().length() + "task-updated".length() + 1);
        Publication heavier = new Publication(
                3, "task-updated", "a", JsonText.of('"' + "x".repeat(1_000) + '"'), 17, null, Change.PUT);
        assertThat(heavier.weight() - PUT.weight()).isEqualTo(1_002 - PUT.data().length());
    }
}
