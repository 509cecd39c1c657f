// <undo-offer data-until="MS" data-say="# s" hidden>
//   <span>Discussion started</span> <button …>Undo <span data-left aria-hidden="true"></span></button>
// </undo-offer>
//
// Shows the last action and for how long it can be undone, by the database's time. It is hidden when that time is over. `#` in
// data-say is replaced by the seconds.

import { databaseNow } from "../live/database-clock.js";

class UndoOffer extends HTMLElement {
  static observedAttributes = ["data-until"];
  #timer = 0;
  #listeners;

  connectedCallback() {
    this.#listeners = new AbortController();
    document.addEventListener("pane-changed", ({ target }) => target.contains(this) && this.#show(), {
      signal: this.#listeners.signal,
    });
    document.addEventListener("visibilitychange", () => this.#show(), { signal: this.#listeners.signal });
    this.#show();
  }

  disconnectedCallback() {
    this.#listeners.abort();
    clearTimeout(this.#timer);
  }

  attributeChangedCallback() {
    if (this.isConnected && this.#listeners) this.#show();
  }

  #show() {
    clearTimeout(this.#timer);
    const left = Number(this.dataset.until) - databaseNow();
    this.hidden = left <= 0;
    if (this.hidden) return;
    const place = this.querySelector("[data-left]");
    if (place) place.textContent = this.dataset.say.replace("#", Math.ceil(left / 1000));
    this.#timer = setTimeout(() => this.#show(), (left % 1000 || 1000) + 5);
  }
}

customElements.define("undo-offer", UndoOffer);
