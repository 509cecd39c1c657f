// <comment-composer data-src="/c/SESSION/" data-session="SESSION" data-main-room="ROOM" data-say-offline="…"
//   data-say-failed="…" data-say-refused="…">
//   <form class="composer" method="post" action="…">                   no hx- attribute: htmx would send cookies
//     <label class="unseen" for="comment">…</label>
//     <textarea class="input" id="comment" name="text" required aria-describedby="comment-error"></textarea>
//     <p class="field__error" id="comment-error" role="alert" data-error hidden></p>
//     <button class="button" type="button" data-keep hidden>…</button>
//     <p data-small-main-room>…</p>                    hidden once eight people are known to be in the main room
//     <div class="composer__foot">… <button class="button" data-kind="primary">…</button></div>
//     <p class="composer__received" role="status" data-received data-say="…" data-say-kept="…"></p>
//   </form>
// </comment-composer>
// and somewhere in the page, in a pane: <… data-comment-pass="PASS">
//
// Sends a comment by a single request without a cookie. The text stays in its field until it is accepted, also on the next page of
// the tab (comments/draft.js). A repeated request carries the same hash, so that the server stores one comment. If the comment
// could not be sent, the button `data-keep` offers to store it on this device and send it later; without that button nothing is
// stored. If the server asks to wait, the same text is sent again after that time. `data-received` confirms the comment for some
// seconds, or until its writer goes on writing. Nobody else learns of the comment before its batch is published.

import { commentOutbox, recordAcceptedComment, sendComment } from "../comments/comment-outbox.js";
import { commentDraft, storeCommentDraft } from "../comments/draft.js";
import { ownComments } from "../comments/own-comments-storage.js";
import { sha256Hex } from "../comments/sha256.js";
import { rooms } from "../live/rooms.js";
import { randomHex } from "../page/random.js";
import { showLimits } from "../page/text-limits.js";

const SMALL_ROOM = 8; // people
const CONFIRMED_FOR = 20_000; // ms; by then the comment is in the list of own comments

class CommentComposer extends HTMLElement {
  #attempt = null; // the comment that was last sent; the server may have it
  #isSending = false;
  #isLeaving = false;
  #confirmationTimer = 0;
  #retryTimer = 0;
  #listeners;

  connectedCallback() {
    this.#listeners = new AbortController();
    const signal = this.#listeners.signal;
    this.addEventListener("submit", (event) => this.#submit(event), { signal });
    this.addEventListener("input", () => this.#textChanged(), { signal });
    this.addEventListener("text-fits", (event) => this.#textFits(event), { signal });
    window.addEventListener("pagehide", () => this.#leavePage(), { signal });
    window.addEventListener("pageshow", () => (this.#isLeaving = false), { signal });
    this.addEventListener("click", ({ target }) => target.closest("[data-keep]") && this.#storeOnDevice(), { signal });
    commentOutbox.addEventListener("answered", ({ detail }) => this.#answered(detail), { signal });
    document.addEventListener("words-taken-back", ({ detail }) => detail.secret && this.#takeBack(detail), { signal });
    rooms.addEventListener(
      "here",
      ({ detail }) => detail.room === this.dataset.mainRoom && this.#updateRoomSize(detail),
      {
        signal,
      },
    );
    window.addEventListener("storage", () => this.#isSending || this.#forgetIfSentElsewhere(), { signal });
    this.#restore();
  }

  disconnectedCallback() {
    this.#listeners.abort();
    clearTimeout(this.#confirmationTimer);
    clearTimeout(this.#retryTimer);
  }

  get #field() {
    return this.querySelector("textarea");
  }

  /** Restore the draft of this tab's last page. A comment whose request was under way is sent again: the server stores it once. */
  #restore() {
    const { text, secret, hasFocus, isSending } = commentDraft(this.dataset.session);
    if (!text) return;
    this.#field.value = text;
    if (secret) this.#commentOf(text, secret);
    this.#forgetIfSentElsewhere();
    this.#storeDraft();
    if (!this.#field.value) return;
    if (hasFocus && !this.closest("[popover]")) this.#field.focus();
    if (isSending) this.querySelector("form").requestSubmit();
  }

  #leavePage() {
    this.#isLeaving = true;
    this.#storeDraft({ hasFocus: document.activeElement === this.#field });
  }

  #textChanged() {
    this.#confirm("");
    this.#storeDraft();
  }

  #textFits(event) {
    event.preventDefault();
    this.#showError("");
  }

  /** Store the draft in this tab. Without storage the field counts as unsent text, and the page is not left automatically. */
  #storeDraft(changes = {}) {
    const text = this.#field.value;
    const secret = this.#attempt?.values[0][1] === text ? this.#attempt.secret : undefined;
    const isStored = storeCommentDraft(this.dataset.session, { text, secret, ...changes });
    showLimits(this);
    this.#field.toggleAttribute("data-outlives-page", isStored);
  }

  async #submit(event) {
    event.preventDefault();
    if (this.#isSending) return;
    const comment = this.#commentOf(this.#field.value);
    this.#isSending = true;
    this.#showError(""); // so that the same failure is announced again
    this.#storeDraft({ isSending: true });
    event.target.setAttribute("data-sending", "");
    const { state, reason, wait, failed } = await sendComment(comment);
    event.target.removeAttribute("data-sending");
    this.#isSending = false;
    if (this.#isLeaving) return; // the request may have been cut off after it arrived, so the next page sends it again
    this.#storeDraft({ isSending: false });
    if (state === "saved") this.#saved(comment);
    else
      this.#showError(reason || (failed ? this.dataset.sayFailed : this.dataset.sayOffline), {
        mayWait: state === "later",
      });
    if (wait) this.#retryIn(wait);
  }

  /** Send the same text again, unless it was changed, stored or sent by then. */
  #retryIn(wait) {
    clearTimeout(this.#retryTimer);
    this.#retryTimer = setTimeout(() => {
      if (this.#attempt?.values[0][1] === this.#field.value) this.querySelector("form").requestSubmit();
    }, wait);
  }

  /** The same text is the same comment, however often it is sent. */
  #commentOf(text, secret = randomHex(16)) {
    if (this.#attempt?.values[0][1] !== text) {
      const { session, src: path } = this.dataset;
      this.#attempt = { id: sha256Hex(secret), secret, session, path, values: [["text", text]] };
    }
    return this.#attempt;
  }

  #saved(comment) {
    recordAcceptedComment(comment);
    this.#clear(comment);
    this.#confirm(this.querySelector("[data-received]").dataset.say);
  }

  async #storeOnDevice() {
    const comment = this.#commentOf(this.#field.value);
    if (!(await commentOutbox.add(comment))) {
      this.#showError(document.body.dataset.sayUnstored); // and the text stays until it is sent
      return;
    }
    this.#clear(comment);
    this.#confirm(this.querySelector("[data-received]").dataset.sayKept);
    this.#field.focus();
  }

  /** A comment that was stored on this device, or only in the page's memory, was sent later. */
  #answered({ state, post, reason }) {
    if (state === "saved" && post.id === this.#attempt?.id) this.#clear(post);
    if (state === "refused") this.#showError(`${this.dataset.sayRefused} ${reason ?? ""}`);
  }

  /** A draft is offered no more once another tab of this browser, which had it too, has sent it. */
  #forgetIfSentElsewhere() {
    const text = this.#field.value;
    if (ownComments(this.dataset.session).some((comment) => comment.text === text))
      this.#clear({ values: [["text", text]] });
  }

  #clear({ values: [[, text]] }) {
    this.#attempt = null;
    this.#showError("");
    if (this.#field.value === text) this.#field.value = ""; // else its writer has written on
    this.#storeDraft();
  }

  #takeBack(comment) {
    const text = [comment.values[0][1], this.#field.value].filter(Boolean).join("\n");
    if (comment.state === "waiting" && !this.#field.value) this.#attempt = comment;
    this.#field.value = text;
    this.#storeDraft();
    this.#field.focus();
  }

  #confirm(sentence) {
    this.querySelector("[data-received]").textContent = sentence;
    clearTimeout(this.#confirmationTimer);
    if (sentence) this.#confirmationTimer = setTimeout(() => this.#confirm(""), CONFIRMED_FOR);
  }

  #showError(error, { mayWait = false } = {}) {
    const place = this.querySelector("[data-error]");
    place.textContent = error;
    place.hidden = !error;
    if (error) this.dispatchEvent(new CustomEvent("comment-failed", { bubbles: true, detail: { reason: error } }));
    this.querySelector("[data-keep]").hidden = !mayWait;
    this.#confirm("");
    if (error) this.#field.setAttribute("aria-invalid", "true");
    else this.#field.removeAttribute("aria-invalid");
  }

  #updateRoomSize({ count }) {
    const note = this.querySelector("[data-small-main-room]");
    if (note) note.hidden = count >= SMALL_ROOM;
  }
}

customElements.define("comment-composer", CommentComposer);
