// <waiting-posts data-lane="signed|comments" data-under="/s/…/entries/" data-say-waiting="…" data-say-refused="…"
//   data-say-unstored="…" data-say-membership="…" data-say-others="…">
//   <template>
//     <li><p data-words></p><p><span data-fate></span> <span data-reason></span></p>
//       <button data-take-back>…</button></li>
//   </template>
//   <ol></ol>
//   <p role="status" data-unstored data-say="…"></p>         filled once this browser could not store a post
//   <p data-others hidden></p>                               signed posts only
// </waiting-posts>, outside of panes.
//
// Lists the posts that were written here and that the server does not have yet. `data-state` of a row is new, waiting, refused, or
// saved until the post's own row arrives in a pane, which names it in `data-sent`. With `data-after-first` a post is shown only
// between its first failure and its acknowledgement.
// `data-take-back` returns the text to its form: the event `words-taken-back` (detail: the post) bubbles. The posts of another person
// who used this browser are not listed; `data-others` says that there are some.

import { commentOutbox } from "../comments/comment-outbox.js";
import { signedOutbox } from "../outbox/signed-outbox.js";
import { storageState } from "../outbox/store.js";
import { announce } from "../page/announcer.js";

const OUTBOXES = { signed: signedOutbox, comments: commentOutbox };
const ANNOUNCED_AFTER = 500; // ms
const PLACEHOLDER_FOR = 5000; // ms; a row that has not arrived by then belongs to another page

class WaitingPosts extends HTMLElement {
  #outbox;
  #states = new Map(); // post: its state at the last look
  #listeners;

  connectedCallback() {
    this.#outbox = OUTBOXES[this.dataset.lane];
    this.#listeners = new AbortController();
    const signal = this.#listeners.signal;
    this.#outbox.addEventListener("change", () => this.#show(), { signal });
    this.#outbox.addEventListener("taken-back", ({ detail }) => this.#rowOf(detail.id)?.remove(), { signal });
    document.addEventListener("pane-changed", () => this.#removeArrived(), { signal });
    storageState.addEventListener("change", () => this.#showStorageState(), { signal });
    this.addEventListener("click", ({ target }) => target.closest("[data-take-back]") && this.#takeBack(target), {
      signal,
    });
    this.#show();
    this.#showStorageState();
  }

  disconnectedCallback() {
    this.#listeners.abort();
  }

  get #list() {
    return this.querySelector("ol");
  }

  #rowOf(id) {
    return this.#list.querySelector(`[data-post="${CSS.escape(id)}"]`);
  }

  #show() {
    const here = this.#outbox.posts.filter((post) => this.#belongsHere(post));
    const mine = here.filter((post) => this.#outbox.isMine(post));
    const shown = mine.filter((post) => !this.#isHidden(post) && !hasArrived(post.id));
    const remaining = new Set(this.#list.children);
    for (const post of shown) {
      const row = this.#rowOf(post.id) ?? this.#addRow(post);
      this.#updateRow(row, post);
      remaining.delete(row);
    }
    remaining.forEach((row) => this.#markSaved(row));
    this.#removeArrived();
    this.#showOthers(mine.length < here.length);
    this.#announceFailures(mine);
  }

  /**
   * Say that a post could not be sent, once for each post whose state changed on this page. The composer says it of comments, and a
   * form to which a refused post returned at once says why.
   */
  #announceFailures(posts) {
    for (const { id, state } of posts) {
      const [before, row] = [this.#states.get(id), this.#rowOf(id)];
      this.#states.set(id, state);
      const isFailure = state === "refused" || (state === "waiting" && this.dataset.lane === "signed");
      if (!row || !before || before === state || !isFailure) continue;
      setTimeout(() => row.isConnected && row.dataset.state === state && announce(fateOf(row)), ANNOUNCED_AFTER);
    }
  }

  #showStorageState() {
    const place = this.querySelector("[data-unstored]");
    if (place) setText(place, storageState.state === "stored" ? "" : place.dataset.say);
  }

  #showOthers(exist) {
    const place = this.querySelector("[data-others]");
    if (!place) return;
    place.hidden = !exist;
    setText(place, exist ? this.dataset.sayOthers : "");
  }

  /** A post of this page's table, or one that was refused at another table where its writer no longer is. */
  #belongsHere({ path, state }) {
    const { under } = this.dataset;
    return path.startsWith(under) || (state === "refused" && atAnyTable(path).startsWith(atAnyTable(under)));
  }

  #isHidden({ state }) {
    return state === "new" && this.hasAttribute("data-after-first");
  }

  #addRow({ id, values }) {
    const row = this.querySelector("template").content.firstElementChild.cloneNode(true);
    const fields = new Map(values);
    row.dataset.post = id;
    row.querySelector("[data-words]").textContent =
      fields.get("title") || fields.get("text") || fields.get("as_is") || "";
    this.#list.append(row);
    row.scrollIntoView({ block: "nearest" });
    return row;
  }

  #updateRow(row, { state, reason, why, unstored }) {
    const isLate = row.dataset.state === "new" && state === "waiting";
    row.dataset.state = state;
    const waits = why === "membership" ? "membership" : unstored ? "unstored" : "waiting";
    const name = state === "waiting" ? waits : state;
    setText(row.querySelector("[data-fate]"), this.getAttribute(`data-say-${name}`) ?? "");
    setText(row.querySelector("[data-reason]"), reason ?? "");
    if (isLate) row.scrollIntoView({ block: "nearest" }); // the row has grown
  }

  /** The server has the post. Its row stays as a placeholder, so that nothing moves when the pane brings the real one. */
  #markSaved(row) {
    if (row.dataset.state === "saved") return;
    row.dataset.state = "saved";
    setText(row.querySelector("[data-fate]"), "");
    setText(row.querySelector("[data-reason]"), "");
    if (this.hasAttribute("data-after-first")) row.remove();
    else setTimeout(() => row.remove(), PLACEHOLDER_FOR);
  }

  #removeArrived() {
    for (const row of Array.from(this.#list.children)) if (hasArrived(row.dataset.post)) row.remove();
  }

  async #takeBack(target) {
    const post = await this.#outbox.takeBack(target.closest("[data-post]").dataset.post);
    if (post) this.dispatchEvent(new CustomEvent("words-taken-back", { bubbles: true, detail: post }));
  }
}

function atAnyTable(path) {
  return path.replace(/\/tables\/[^/]+\//, "/tables/");
}

/** Whether the row of a post is on the page. It may arrive even if the answer to the post was lost. */
function hasArrived(id) {
  return document.querySelector(`[data-sent="${CSS.escape(id)}"]`) !== null;
}

function fateOf(row) {
  return row.querySelector("[data-fate]").parentElement.textContent.replace(/\s+/g, " ").trim();
}

function setText(place, text) {
  if (place.textContent !== text) place.textContent = text;
}

customElements.define("waiting-posts", WaitingPosts);
