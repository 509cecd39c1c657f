// <own-comments data-session="SESSION" data-stored-src="/c/SESSION/"
//   data-say-inbox="…" data-say-waiting="…" data-say-shown="…" data-say-on-air="…" data-say-answered="…" data-say-declined="…"
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
// The comments written in this browser that are not on the screen yet, or were declined; with `data-all`, all of them.
// `data-ask` shows what is stored about one, `data-forget` lets go of a declined one. Each row carries its `data-state`.

import { anonymously } from "../comments/anonymous-fetch.js";
import { forget, ownComments, remember } from "../comments/own-comments-storage.js";
import { commentRow, fillRow, isOpen, storedFields } from "../comments/row.js";
import { between } from "../page/random.js";

class OwnComments extends HTMLElement {
  #timer = 0;
  #stop;

  connectedCallback() {
    this.#stop = new AbortController();
    const signal = this.#stop.signal;
    document.addEventListener("comment-accepted", () => this.#show(), { signal });
    this.addEventListener("click", (event) => this.#press(event), { signal });
    this.#show();
    this.#later();
  }

  disconnectedCallback() {
    this.#stop.abort();
    clearTimeout(this.#timer);
  }

  #later() {
    this.#timer = setTimeout(
      () => this.#look().finally(() => this.isConnected && this.#later()),
      between(10_000, 20_000),
    );
  }

  /** Ask after one comment at a time: asked after together, they would be known to come from one hand. */
  async #look() {
    const open = ownComments(this.dataset.session).filter(isOpen);
    if (document.hidden || !open.length || document.querySelector("own-comments") !== this) return;
    await this.#ask(open[Math.floor(Math.random() * open.length)].hash);
  }

  /** What the server stores about a comment, or null; its state is remembered on the way. */
  async #ask(hash) {
    const stored = await anonymously(`${this.dataset.storedSrc}${hash}/`)
      .then((answer) => (answer.ok ? answer.json() : null)) // which may break off, too
      .catch(() => null);
    if (!stored) return null;
    const { state, reason, row } = stored;
    remember(this.dataset.session, { hash, state, reason });
    this.#show();
    return row;
  }

  #show() {
    const all = this.hasAttribute("data-all");
    const shown = ownComments(this.dataset.session).filter((each) => all || isOpen(each) || each.state === "declined");
    const list = this.querySelector("ol");
    const rows = new Map(Array.from(list.children, (row) => [row.dataset.hash, row]));
    for (const comment of shown) {
      const row = rows.get(comment.hash) ?? list.appendChild(commentRow(this.querySelector("template"), comment));
      fillRow(row, comment, this);
      rows.delete(comment.hash);
    }
    rows.forEach((row) => row.remove());
  }

  async #press({ target }) {
    const row = target.closest("[data-hash]");
    if (target.closest("[data-forget]")) {
      forget(this.dataset.session, row.dataset.hash);
      this.#show();
    }
    const button = target.closest("[data-ask]");
    if (!button) return;
    const place = row.querySelector("[data-row]");
    if (place.hidden) {
      const stored = await this.#ask(row.dataset.hash);
      if (!stored) return;
      place.replaceChildren(...storedFields(stored, this));
    }
    place.hidden = !place.hidden;
    button.setAttribute("aria-expanded", String(!place.hidden));
  }
}

customElements.define("own-comments", OwnComments);
