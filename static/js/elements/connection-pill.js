// <connection-pill class="link-state" role="status" data-say-live="Connected" data-say-catching-up="…" data-say-slower="…"
//   data-say-offline="…" data-say-waiting="# waiting" data-say-offline-waiting="…, # waiting"
//   data-say-unstored="Keep this page open">Connected</connection-pill>
//
// Says how well the page hears, how many of the posts written here wait to be sent, and whether only this page holds
// them. For CSS: no `data-link` while all is
// well, "slow" (catching up, slower, waiting), "away" (offline).

import { link } from "../live/connection-state.js";

const LINKS = {
  live: "",
  "catching-up": "slow",
  slower: "slow",
  waiting: "slow",
  offline: "away",
  "offline-waiting": "away",
};
const STEADY = 1000; // ms; what passes within a second is not worth a word

class ConnectionPill extends HTMLElement {
  #timer = 0;
  #stop;

  connectedCallback() {
    this.#stop = new AbortController();
    link.addEventListener("change", () => this.#soon(), { signal: this.#stop.signal });
    this.#soon();
  }

  disconnectedCallback() {
    this.#stop.abort();
    clearTimeout(this.#timer);
  }

  #soon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#say(), STEADY);
  }

  #say() {
    const { state, waiting, unstored } = link;
    const name = waiting ? (state === "offline" ? "offline-waiting" : "waiting") : state;
    const said = this.getAttribute(`data-say-${name}`)?.replace("#", waiting);
    const text = unstored ? `${said} · ${this.dataset.sayUnstored}` : said;
    if (text !== undefined && this.textContent !== text) this.textContent = text;
    if (LINKS[name]) this.dataset.link = LINKS[name];
    else delete this.dataset.link;
  }
}

customElements.define("connection-pill", ConnectionPill);
