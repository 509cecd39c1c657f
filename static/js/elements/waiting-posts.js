// <waiting-posts data-lane="signed|comments" data-under="/s/…/entries/" data-say-waiting="…" data-say-refused="…"
//   data-say-unstored="…" data-say-seat="…" data-say-others="…">
//   <template>
//     <li><p data-words></p><p role="status"><span data-fate></span> <span data-reason></span></p>
//       <button data-take-back>…</button></li>
//   </template>
//   <ol></ol>
//   <p role="status" data-unstored data-say="…"></p>         once this browser does not store what waits
//   <p data-others hidden></p>                               signed posts only
// </waiting-posts>, outside of panes.
//
// What was written here and the server does not have yet; `data-state` of a row: new, waiting, refused, or saved until its own
// row arrives in a pane, which names it by `data-sent`. With `data-after-first` nothing is shown before the first try,
// nor once the server has it.
// `data-take-back` gives the words back: `words-taken-back` (detail: the post) bubbles. Words that somebody else left in this
// browser are not shown; data-others says that they are there.

import { comments } from "../comments/comment-outbox.js";
import { signedPosts } from "../outbox/signed-outbox.js";
import { storing } from "../outbox/store.js";

const LANES = { signed: signedPosts, comments };
const ARRIVES_WITHIN = 5000; // ms; by then its row has come, or never will here

class WaitingPosts extends HTMLElement {
  #lane;
  #stop;

  connectedCallback() {
    this.#lane = LANES[this.dataset.lane];
    this.#stop = new AbortController();
    const signal = this.#stop.signal;
    this.#lane.addEventListener("change", () => this.#show(), { signal });
    this.#lane.addEventListener("taken-back", ({ detail }) => this.#rowOf(detail.id)?.remove(), { signal });
    document.addEventListener("pane-changed", () => this.#letArrivedGo(), { signal });
    storing.addEventListener("change", () => this.#sayWhetherStored(), { signal });
    this.addEventListener("click", ({ target }) => target.closest("[data-take-back]") && this.#takeBack(target), {
      signal,
    });
    this.#show();
    this.#sayWhetherStored();
  }

  disconnectedCallback() {
    this.#stop.abort();
  }

  get #list() {
    return this.querySelector("ol");
  }

  #rowOf(id) {
    return this.#list.querySelector(`[data-post="${CSS.escape(id)}"]`);
  }

  #show() {
    const here = this.#lane.posts.filter((post) => this.#belongs(post));
    const shown = here.filter((post) => this.#lane.isMine(post) && !this.#isTooEarly(post) && !hasArrived(post.id));
    const gone = new Set(this.#list.children);
    for (const post of shown) {
      const row = this.#rowOf(post.id) ?? this.#begin(post);
      this.#say(row, post);
      gone.delete(row);
    }
    gone.forEach((row) => this.#sent(row));
    this.#letArrivedGo();
    this.#sayOthers(here.every((post) => this.#lane.isMine(post)));
  }

  #sayWhetherStored() {
    const place = this.querySelector("[data-unstored]");
    if (place) put(place, storing.state === "stored" ? "" : place.dataset.say);
  }

  #sayOthers(none) {
    const place = this.querySelector("[data-others]");
    if (!place) return;
    place.hidden = none;
    put(place, none ? "" : this.dataset.sayOthers);
  }

  /** What was refused at a table where its writer no longer sits is given back at the table where they do. */
  #belongs({ path, state }) {
    const { under } = this.dataset;
    return path.startsWith(under) || (state === "refused" && atAnyTable(path).startsWith(atAnyTable(under)));
  }

  #isTooEarly({ state }) {
    return state === "new" && this.hasAttribute("data-after-first");
  }

  #begin({ id, values }) {
    const row = this.querySelector("template").content.firstElementChild.cloneNode(true);
    const words = new Map(values);
    row.dataset.post = id;
    row.querySelector("[data-words]").textContent = words.get("title") || words.get("text") || words.get("as_is") || "";
    this.#list.append(row);
    row.scrollIntoView({ block: "nearest" });
    return row;
  }

  #say(row, { state, reason, why, unstored }) {
    const isLate = row.dataset.state === "new" && state === "waiting";
    row.dataset.state = state;
    const waits = why === "seat" ? "seat" : unstored ? "unstored" : "waiting";
    const name = state === "waiting" ? waits : state;
    put(row.querySelector("[data-fate]"), this.getAttribute(`data-say-${name}`) ?? "");
    put(row.querySelector("[data-reason]"), reason ?? "");
    if (isLate) row.scrollIntoView({ block: "nearest" }); // it has grown
  }

  /** The server has it. Its row stays as a placeholder, so that nothing moves when the real one comes. */
  #sent(row) {
    if (row.dataset.state === "saved") return;
    row.dataset.state = "saved";
    put(row.querySelector("[data-fate]"), "");
    put(row.querySelector("[data-reason]"), "");
    if (this.hasAttribute("data-after-first")) row.remove();
    else setTimeout(() => row.remove(), ARRIVES_WITHIN);
  }

  #letArrivedGo() {
    for (const row of Array.from(this.#list.children)) if (hasArrived(row.dataset.post)) row.remove();
  }

  async #takeBack(target) {
    const post = await this.#lane.takeBack(target.closest("[data-post]").dataset.post);
    if (post) this.dispatchEvent(new CustomEvent("words-taken-back", { bubbles: true, detail: post }));
  }
}

function atAnyTable(path) {
  return path.replace(/\/tables\/[^/]+\//, "/tables/");
}

/** Its row is in the page, whether or not the answer was heard. */
function hasArrived(id) {
  return document.querySelector(`[data-sent="${CSS.escape(id)}"]`) !== null;
}

function put(place, text) {
  if (place.textContent !== text) place.textContent = text;
}

customElements.define("waiting-posts", WaitingPosts);
