// The one module a page loads. Everything else is imported from here.

// This one is first, before anything reads what is stored.
import "./lib/forget-left.js";
import { startComments } from "./lib/comment-lane.js";
import { learnFromPage } from "./lib/database-time.js";
import { startKeptDrafts } from "./lib/kept-drafts.js";
import { startOutboxForms } from "./lib/outbox-forms.js";
import { startOwnWords } from "./lib/own-words.js";
import { startPagePillar } from "./lib/page-pillar.js";
import { startPosting } from "./lib/posting.js";
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
import "./elements/people-here.js";
import "./elements/pillar-clock.js";
import "./elements/print-page.js";
import "./elements/stage-follow.js";
import "./elements/table-places.js";
import "./elements/undo-offer.js";
import "./elements/unsent-posts.js";
import "./elements/update-bar.js";
import "./elements/waiting-posts.js";

learnFromPage();
startOwnWords();
startPagePillar();
startPosting();
startKeptDrafts();
startOutboxForms();
startComments();
