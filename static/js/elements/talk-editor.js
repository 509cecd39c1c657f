// <talk-editor data-src="/s/…/tables/…/entries/" data-for="300000" data-say-offline="…">
//   …the pane with the talk…
//   <div id="talk-editor"></div>                                        the form that edits a message
//   <form id="talk-form" data-outbox="now" …>…</form>
//   <template><button class="button bubble__edit" type="button" data-page-only>…</button></template>
// </talk-editor>
//
// Adds a button to each message of the reader's own that is not older than `data-for`, in ms by the database's time. The button
// opens the form in the place of the one for new messages. Panes are the same for everyone, so the page adds the buttons itself.

import { databaseNow } from "../live/database-clock.js";
import { isOwnRow } from "../page/own-rows.js";
import { TEXT_FIELDS } from "../page/typing.js";

class TalkEditor extends HTMLElement {
  #timer = 0;
  #openedFrom = ""; // the id of the row whose message is edited
  #listeners;

  connectedCallback() {
    this.#listeners = new AbortController();
    const { signal } = this.#listeners;
    document.addEventListener("pane-changed", () => this.#update(), { signal });
    this.addEventListener("click", ({ target }) => this.#click(target), { signal });
    this.addEventListener("htmx:afterSwap", ({ target }) => target === this.#editor && this.#swapped(), { signal });
    this.#update();
  }

  disconnectedCallback() {
    this.#listeners.abort();
    clearTimeout(this.#timer);
  }

  get #editor() {
    return this.querySelector("#talk-editor");
  }

  /** Add the buttons of new messages, and remove those of messages that can no longer be changed. */
  #update() {
    clearTimeout(this.#timer);
    let next = Number.POSITIVE_INFINITY;
    for (const row of this.querySelectorAll("live-pane .bubble[data-by]")) {
      if (!isOwnRow(row)) continue;
      const left = row.hasAttribute("data-deleted") ? 0 : this.#timeLeft(row);
      if (left <= 0) row.querySelector(".bubble__edit")?.remove();
      else if (!row.querySelector(".bubble__edit"))
        row.append(this.querySelector(":scope > template").content.cloneNode(true));
      if (left > 0) next = Math.min(next, left);
    }
    if (Number.isFinite(next)) this.#timer = setTimeout(() => this.#update(), next + 5);
  }

  #timeLeft(row) {
    const written = Date.parse(row.querySelector("time").dateTime);
    return written + Number(this.dataset.for) - databaseNow();
  }

  #click(target) {
    const row = target.closest(".bubble__edit") && target.closest(".bubble");
    if (row) this.#open(row);
    else if (target.closest("[data-cancel]")) this.#close();
  }

  #open(row) {
    this.#openedFrom = row.id;
    const key = row.id.replace(/^entry-(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
    window.htmx.ajax("GET", `${this.dataset.src}${key}/`, { source: this, target: this.#editor, swap: "innerHTML" });
  }

  #swapped() {
    const field = this.#editor.querySelector(TEXT_FIELDS);
    if (!field) this.#close();
    else if (!this.#editor.contains(document.activeElement)) field.focus();
  }

  #close() {
    this.#editor.replaceChildren();
    const row = document.getElementById(this.#openedFrom);
    (row?.querySelector(".bubble__edit") ?? this.querySelector("#talk-form textarea"))?.focus();
  }
}

customElements.define("talk-editor", TalkEditor);
