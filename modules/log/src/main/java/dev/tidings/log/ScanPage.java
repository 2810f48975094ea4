package dev.tidings.log;

import dev.tidings.model.Epoch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A chunk of documents. Immutable.
 *
 * @param epoch the channel's
 * @param oldest the channel's oldest retained offset at this page's moment
 * @param head the channel's last offset at this page's moment
 * @param documents live ones only
 * @param next the cursor of the next page; null at the end
 */
public record ScanPage(
        Epoch epoch,
        long oldest,
        long head,
        List<StoredDocument> documents,
        @Nullable String next) {}
