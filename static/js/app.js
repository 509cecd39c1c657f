// The one module that a page loads. It imports all others.

// This import is the first, so that it runs before any other module reads what is stored.
import "./page/clear-storage.js";
import { startCommentOutbox } from "./comments/comment-outbox.js";
import { recordPageTime } from "./live/database-clock.js";
import { startDrafts } from "./outbox/drafts.js";
import { startOutboxForms } from "./outbox/forms.js";
import { startHtmxRequests } from "./page/htmx-requests.js";
import { startNewRows } from "./page/new-rows.js";
import { startOwnRows } from "./page/own-rows.js";
import { startPillarColor } from "./page/pillar-color.js";
import { startSendKey } from "./page/send-key.js";
import { startStageNews } from "./page/stage-news.js";
import { startTextLimits } from "./page/text-limits.js";
import "./elements/comment-composer.js";
import "./elements/comment-panel.js";
import "./elements/connection-pill.js";
import "./elements/copy-link.js";
import "./elements/countdown-clock.js";
import "./elements/desk-dialog.js";
import "./elements/desk-keys.js";
import "./elements/drop-menu.js";
import "./elements/finding-writer.js";
import "./elements/live-pane.js";
import "./elements/moderation-dialog.js";
import "./elements/own-comments.js";
import "./elements/paragraph-links.js";
import "./elements/people-here.js";
import "./elements/pillar-clock.js";
import "./elements/print-page.js";
import "./elements/stage-follow.js";
import "./elements/table-places.js";
import "./elements/undo-offer.js";
import "./elements/unsent-posts.js";
import "./elements/update-bar.js";
import "./elements/waiting-posts.js";

recordPageTime();
startOwnRows();
startPillarColor();
startHtmxRequests();
startDrafts();
startOutboxForms();
startCommentOutbox();
startSendKey();
startTextLimits();
startStageNews();
startNewRows();
