// <comment-composer data-src="/c/SESSION/" data-session="SESSION" data-main-room="HALL ROOM" data-say-offline="…"
//   data-say-failed="…">
//   <form class="composer" method="post" action="…">                   no hx- attribute: htmx would send cookies
//     <label class="unseen" for="comment">…</label>
//     <textarea class="input" id="comment" name="text" required aria-describedby="comment-error"></textarea>
//     <p class="field__error" id="comment-error" role="alert" data-error hidden></p>
//     <button class="button" type="button" data-keep hidden>…</button>
//     <p data-small-main-room>…</p>                         hidden once eight people are known to are in the main room
//     <div class="composer__foot">… <button class="button" data-kind="primary">…</button></div>
//     <p class="composer__received" role="status" data-received data-say="…" data-say-kept="…"></p>
//   </form>
// </comment-composer>
// and somewhere in the page, in a pane: <… data-comment-pass="PASS">
//
// Sends a comment without a cookie, by one request and no other. The text stays in its field until it is accepted, also on the
// next page of the tab (comments/draft.js), and a doubled send carries the same hash, so that it stays one comment. Where it could
// not be sent, `data-keep` offers to store it on this device until it can be; words stay there only for those who press it. Where
// the server asks to wait, the same words are sent again after that time. A sentence says that it was received, for a while or
// until one writes on. It says so here alone: others learn of a comment with its batch.

import { acceptComment, comments, sendComment } from "../comments/comment-outbox.js";
import { commentDraft, keepCommentDraft } from "../comments/draft.js";
import { sha256Hex } from "../comments/sha256.js";
import { rooms } from "../live/rooms.js";
import { randomHex } from "../page/random.js";

const SMALL_HALL = 8;
const RECEIVED_FOR = 20_000; // ms; by then it stands among one's own comments anyway

class CommentComposer extends HTMLElement {
  #attempt = null; // the comment that may already have arrived
  #sending = false;
  #isLeaving = false;
  #quiet = 0;
  #again = 0;
  #stop;

  connectedCallback() {
    this.#stop = new AbortController();
    const signal = this.#stop.signal;
    this.addEventListener("submit", (event) => this.#submit(event), { signal });
    this.addEventListener("input", () => this.#write(), { signal });
    window.addEventListener("pagehide", () => this.#leavePage(), { signal });
    window.addEventListener("pageshow", () => (this.#isLeaving = false), { signal });
    this.addEventListener("click", ({ target }) => target.closest("[data-keep]") && this.#keep(), { signal });
    comments.addEventListener("answered", ({ detail }) => this.#answered(detail), { signal });
    document.addEventListener("words-taken-back", ({ detail }) => detail.secret && this.#takeBack(detail), { signal });
    rooms.addEventListener("here", ({ detail }) => detail.room === this.dataset.mainRoom && this.#hear(detail), { signal });
    this.#restore();
  }

  disconnectedCallback() {
    this.#stop.abort();
    clearTimeout(this.#quiet);
    clearTimeout(this.#again);
  }

  get #field() {
    return this.querySelector("textarea");
  }

  /** What the page before left in this tab. A comment that was on its way is sent once more: it is the same one. */
  #restore() {
    const { text, secret, hasFocus, isSending } = commentDraft(this.dataset.session);
    if (!text) return;
    this.#field.value = text;
    if (secret) this.#commentOf(text, secret);
    this.#keepDraft();
    if (hasFocus && !this.closest("[popover]")) this.#field.focus();
    if (isSending) this.querySelector("form").requestSubmit();
  }

  #leavePage() {
    this.#isLeaving = true;
    this.#keepDraft({ hasFocus: document.activeElement === this.#field });
  }

  #write() {
    this.#received("");
    this.#keepDraft();
  }

  /** In this tab. Without storage the words are on this page alone, and nobody is led away from them. */
  #keepDraft(changes = {}) {
    const text = this.#field.value;
    const secret = this.#attempt?.values[0][1] === text ? this.#attempt.secret : undefined;
    const isKept = keepCommentDraft(this.dataset.session, { text, secret, ...changes });
    this.#field.toggleAttribute("data-outlives-page", isKept);
  }

  async #submit(event) {
    event.preventDefault();
    if (this.#sending) return;
    const comment = this.#commentOf(this.#field.value);
    this.#sending = true;
    this.#keepDraft({ isSending: true });
    event.target.setAttribute("data-sending", "");
    const { state, reason, wait, failed } = await sendComment(comment);
    event.target.removeAttribute("data-sending");
    this.#sending = false;
    if (this.#isLeaving) return; // cut off by it, perhaps after it arrived: the next page sends it once more
    this.#keepDraft({ isSending: false });
    if (state === "saved") this.#accepted(comment);
    else
      this.#show(reason || (failed ? this.dataset.sayFailed : this.dataset.sayOffline), { mayWait: state === "later" });
    if (wait) this.#sendAgainIn(wait);
  }

  /** Unless the words were changed, kept or sent by then. */
  #sendAgainIn(wait) {
    clearTimeout(this.#again);
    this.#again = setTimeout(() => {
      if (this.#attempt?.values[0][1] === this.#field.value) this.querySelector("form").requestSubmit();
    }, wait);
  }

  /** The same words are the same comment, however often they are sent. */
  #commentOf(text, secret = randomHex(16)) {
    if (this.#attempt?.values[0][1] !== text) {
      const { session, src: path } = this.dataset;
      this.#attempt = { id: sha256Hex(secret), secret, session, path, values: [["text", text]] };
    }
    return this.#attempt;
  }

  #accepted(comment) {
    acceptComment(comment);
    this.#letGo(comment);
    this.#received(this.querySelector("[data-received]").dataset.say);
  }

  async #keep() {
    const comment = this.#commentOf(this.#field.value);
    if (!(await comments.add(comment))) {
      this.#show(document.body.dataset.sayUnstored); // and the words stay until they are sent
      return;
    }
    this.#letGo(comment);
    this.#received(this.querySelector("[data-received]").dataset.sayKept);
    this.#field.focus();
  }

  /** A comment that this browser does not store was sent from the page's memory. */
  #answered({ state, post }) {
    if (state === "saved" && post.id === this.#attempt?.id) this.#letGo(post);
  }

  #letGo({ values: [[, text]] }) {
    this.#attempt = null;
    this.#show("");
    if (this.#field.value === text) this.#field.value = ""; // else they write on, and keep what they wrote
    this.#keepDraft();
  }

  #takeBack(comment) {
    const words = [comment.values[0][1], this.#field.value].filter(Boolean).join("\n");
    if (comment.state === "waiting" && !this.#field.value) this.#attempt = comment;
    this.#field.value = words;
    this.#keepDraft();
    this.#field.focus();
  }

  #received(sentence) {
    this.querySelector("[data-received]").textContent = sentence;
    clearTimeout(this.#quiet);
    if (sentence) this.#quiet = setTimeout(() => this.#received(""), RECEIVED_FOR);
  }

  #show(error, { mayWait = false } = {}) {
    const place = this.querySelector("[data-error]");
    place.textContent = error;
    place.hidden = !error;
    this.querySelector("[data-keep]").hidden = !mayWait;
    this.#received("");
    if (error) this.#field.setAttribute("aria-invalid", "true");
    else this.#field.removeAttribute("aria-invalid");
  }

  #hear({ count }) {
    const note = this.querySelector("[data-small-main-room]");
    if (note) note.hidden = count >= SMALL_HALL;
  }
}

customElements.define("comment-composer", CommentComposer);
