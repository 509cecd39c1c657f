// <own-comments data-session="SESSION" data-stored-src="/c/SESSION/"
//   data-say-waiting="…" data-say-shown="…" data-say-on-air="…" data-say-answered="…" data-say-declined="…"
//   data-label-text="…" data-label-moved-at="…" … data-label-nothing="–">       one label for each field of the stored row
//   <template>
//     <li class="comment"><p class="comment__text" data-text></p>
//       <p class="comment__fate"><span data-fate></span> <span data-reason></span>
//         <button class="button" type="button" data-kind="quiet" data-size="small" data-ask aria-expanded="false">…</button>
//         <button class="button" type="button" data-kind="quiet" data-size="small" data-forget hidden>…</button></p>
//       <dl data-row hidden></dl></li>
//   </template>
//   <ol class="slips"></ol>
// </own-comments>, outside of panes: a pane is the same for everyone.
//
// Lists the comments written in this browser, also those that everyone can read by now. What became of them is in the page
// (comments/outcomes.js), and no request asks for it. `data-ask` shows what the server stores about a comment, `data-forget` removes
// a declined one. Each row has its `data-state`.

import { anonymousFetch } from "../comments/anonymous-fetch.js";
import { outcomeOf } from "../comments/outcomes.js";
import { deleteOwnComment, ownComments, storeOwnComment } from "../comments/own-comments-storage.js";
import { createRow, storedFieldEntries, updateRow } from "../comments/row.js";

const OUTCOMES = "comment-outcomes";

class OwnComments extends HTMLElement {
  #listeners;

  connectedCallback() {
    this.#listeners = new AbortController();
    const signal = this.#listeners.signal;
    document.addEventListener("comment-accepted", () => this.#show(), { signal });
    document.addEventListener("pane-changed", ({ detail }) => this.#readOutcomes(detail.changed), { signal });
    this.addEventListener("click", (event) => this.#press(event), { signal });
    this.#readOutcomes();
    this.#show();
  }

  disconnectedCallback() {
    this.#listeners.abort();
  }

  /** Update the stored comments whose outcome is among these elements, or anywhere in the page. */
  #readOutcomes(changed = [document]) {
    if (!changed.some((element) => element.parentElement?.id === OUTCOMES || element.querySelector(`#${OUTCOMES}`)))
      return;
    for (const comment of ownComments(this.dataset.session)) {
      const outcome = outcomeOf(comment.hash);
      if (!outcome || (outcome.state === comment.state && outcome.reason === comment.reason)) continue;
      storeOwnComment(this.dataset.session, { hash: comment.hash, ...outcome });
    }
    this.#show();
  }

  /** What the server stores about a comment, or null. Its state is stored here as well. */
  async #ask(hash) {
    const stored = await anonymousFetch(`${this.dataset.storedSrc}${hash}/`)
      .then((answer) => (answer.ok ? answer.json() : null)) // reading the body may fail, too
      .catch(() => null);
    if (!stored) return null;
    const { state, reason, row } = stored;
    storeOwnComment(this.dataset.session, { hash, state, reason });
    this.#show();
    return row;
  }

  #show() {
    const list = this.querySelector("ol");
    const rows = new Map(Array.from(list.children, (row) => [row.dataset.hash, row]));
    for (const comment of ownComments(this.dataset.session)) {
      const row = rows.get(comment.hash) ?? list.appendChild(createRow(this.querySelector("template"), comment));
      updateRow(row, comment, this);
      rows.delete(comment.hash);
    }
    rows.forEach((row) => row.remove());
  }

  async #press({ target }) {
    const row = target.closest("[data-hash]");
    if (target.closest("[data-forget]")) {
      deleteOwnComment(this.dataset.session, row.dataset.hash);
      this.#show();
    }
    const button = target.closest("[data-ask]");
    if (!button) return;
    const place = row.querySelector("[data-row]");
    if (place.hidden) {
      const stored = await this.#ask(row.dataset.hash);
      if (!stored) return;
      place.replaceChildren(...storedFieldEntries(stored, this));
    }
    place.hidden = !place.hidden;
    button.setAttribute("aria-expanded", String(!place.hidden));
  }
}

customElements.define("own-comments", OwnComments);
