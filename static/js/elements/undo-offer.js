// <undo-offer data-until="MS" data-say="# s" hidden>
//   <span>Discussion started</span> <button …>Undo <span data-left aria-hidden="true"></span></button>
// </undo-offer>
//
// What was done last, and for how long it can be undone, by the database's time. It shows itself, and hides when the time
// is up. `#` in data-say stands for the seconds.

import { now } from "../live/database-clock.js";

class UndoOffer extends HTMLElement {
  static observedAttributes = ["data-until"];
  #timer = 0;
  #stop;

  connectedCallback() {
    this.#stop = new AbortController();
    document.addEventListener("pane-changed", ({ target }) => target.contains(this) && this.#show(), {
      signal: this.#stop.signal,
    });
    document.addEventListener("visibilitychange", () => this.#show(), { signal: this.#stop.signal });
    this.#show();
  }

  disconnectedCallback() {
    this.#stop.abort();
    clearTimeout(this.#timer);
  }

  attributeChangedCallback() {
    if (this.isConnected && this.#stop) this.#show();
  }

  #show() {
    clearTimeout(this.#timer);
    const left = Number(this.dataset.until) - now();
    this.hidden = left <= 0;
    if (this.hidden) return;
    const place = this.querySelector("[data-left]");
    if (place) place.textContent = this.dataset.say.replace("#", Math.ceil(left / 1000));
    this.#timer = setTimeout(() => this.#show(), (left % 1000 || 1000) + 5);
  }
}

customElements.define("undo-offer", UndoOffer);
