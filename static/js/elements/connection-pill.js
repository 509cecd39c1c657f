// <connection-pill class="link-state" role="status" data-say-live="Connected" data-say-catching-up="…" data-say-slower="…"
//   data-say-offline="…" data-say-waiting="# waiting" data-say-offline-waiting="…, # waiting"
//   data-say-unstored="Keep this page open">Connected</connection-pill>
//
// Shows the connection state, how many of the posts written here wait to be sent, and whether only this page holds them. For CSS,
// `data-link` is "slow" (catching up, slower, waiting), "away" (offline) or missing.

import { connectionState } from "../live/connection-state.js";

const DATA_LINK = {
  live: "",
  "catching-up": "slow",
  slower: "slow",
  waiting: "slow",
  offline: "away",
  "offline-waiting": "away",
};
const DELAY = 1000; // ms; a state that lasts less than a second is not shown

class ConnectionPill extends HTMLElement {
  #timer = 0;
  #listeners;

  connectedCallback() {
    this.#listeners = new AbortController();
    connectionState.addEventListener("change", () => this.#showSoon(), { signal: this.#listeners.signal });
    this.#showSoon();
  }

  disconnectedCallback() {
    this.#listeners.abort();
    clearTimeout(this.#timer);
  }

  #showSoon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#show(), DELAY);
  }

  #show() {
    const { state, waiting, unstored } = connectionState;
    const name = waiting ? (state === "offline" ? "offline-waiting" : "waiting") : state;
    const label = this.getAttribute(`data-say-${name}`)?.replace("#", waiting);
    const text = unstored ? `${label} · ${this.dataset.sayUnstored}` : label;
    if (text !== undefined && this.textContent !== text) this.textContent = text;
    if (DATA_LINK[name]) this.dataset.link = DATA_LINK[name];
    else delete this.dataset.link;
  }
}

customElements.define("connection-pill", ConnectionPill);
