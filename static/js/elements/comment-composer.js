// <comment-composer data-src="/c/SESSION/" data-session="SESSION" data-hall="HALL ROOM" data-say-offline="…" data-say-failed="…">
//   <form class="composer" method="post" action="…">                   no hx- attribute: htmx would send cookies
//     <label class="unseen" for="comment">…</label>
//     <textarea class="input" id="comment" name="text" required aria-describedby="comment-error"></textarea>
//     <p class="field__error" id="comment-error" role="alert" data-error hidden></p>
//     <p data-small-hall>…</p>                         hidden once eight people are known to sit in the hall
//     <div class="composer__foot">… <button class="button" data-kind="primary">…</button></div>
//     <p class="composer__received" role="status" data-received data-say="…"></p>
//   </form>
// </comment-composer>
// and somewhere in the page, in the comments pane: <… data-comment-pass="PASS">
//
// Sends a comment without a cookie. The text stays until it is accepted, and a doubled send carries the same hash, so that
// it stays one comment. Then `comment-accepted` bubbles, for <own-comments>, and a sentence says that it was received, for
// a while or until one writes on. It says so here alone: others learn of a comment with its batch.

import { anonymously } from "../lib/anonymous.js";
import { randomHex } from "../lib/random.js";
import { rooms } from "../lib/rooms.js";
import { sha256Hex } from "../lib/sha256.js";

const SMALL_HALL = 8;
const RECEIVED_FOR = 20_000; // ms; by then it stands among one's own comments anyway

class CommentComposer extends HTMLElement {
  #attempt = null; // { text, secret, hash } of what may already have arrived
  #sending = false;
  #quiet = 0;
  #stop;

  connectedCallback() {
    this.#stop = new AbortController();
    const signal = this.#stop.signal;
    this.addEventListener("submit", (event) => this.#submit(event), { signal });
    this.addEventListener("input", () => this.#received(""), { signal });
    rooms.addEventListener("here", ({ detail }) => detail.room === this.dataset.hall && this.#hear(detail), { signal });
  }

  disconnectedCallback() {
    this.#stop.abort();
    clearTimeout(this.#quiet);
  }

  async #submit(event) {
    event.preventDefault();
    if (this.#sending) return;
    const { text } = event.target.elements;
    if (this.#attempt?.text !== text.value) {
      const secret = randomHex(16);
      this.#attempt = { text: text.value, secret, hash: sha256Hex(secret) };
    }
    this.#sending = true;
    event.target.setAttribute("data-sending", "");
    const error = await this.#send().catch(() => this.dataset.sayOffline);
    event.target.removeAttribute("data-sending");
    this.#sending = false;
    this.#show(text, error);
    if (!error) this.#accepted(text);
  }

  /** Nothing where the comment was accepted, otherwise a sentence that says why not. */
  async #send() {
    let answer = await this.#post();
    if (await isStale(answer)) {
      await passHolder()?.closest("live-pane")?.refresh();
      answer = await this.#post();
    }
    if (answer.ok) return null;
    const { error } = await answer.json().catch(() => ({}));
    return error || this.dataset.sayFailed;
  }

  #post() {
    const { text, hash } = this.#attempt;
    return anonymously(this.dataset.src, { text, hash, pass: passHolder()?.dataset.commentPass ?? "" });
  }

  #accepted(field) {
    const { text } = this.#attempt;
    this.dispatchEvent(new CustomEvent("comment-accepted", { bubbles: true, detail: this.#attempt }));
    this.#attempt = null;
    if (field.value === text) field.value = ""; // else they write on, and keep what they wrote
    this.#received(this.querySelector("[data-received]").dataset.say);
  }

  #received(sentence) {
    this.querySelector("[data-received]").textContent = sentence;
    clearTimeout(this.#quiet);
    if (sentence) this.#quiet = setTimeout(() => this.#received(""), RECEIVED_FOR);
  }

  #show(field, error) {
    const place = this.querySelector("[data-error]");
    place.textContent = error ?? "";
    place.hidden = !error;
    this.#received("");
    if (error) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }

  #hear({ count }) {
    const note = this.querySelector("[data-small-hall]");
    if (note) note.hidden = count >= SMALL_HALL;
  }
}

function passHolder() {
  return document.querySelector("[data-comment-pass]");
}

/** The pass changed since we read it: it does with each pillar. */
async function isStale(answer) {
  if (answer.status === 410) return true;
  if (answer.status !== 403) return false;
  const { stale } = await answer.clone().json().catch(() => ({}));
  return stale === true;
}

customElements.define("comment-composer", CommentComposer);
