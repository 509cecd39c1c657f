// <connection-pill class="link-state" role="status" data-say-live="Connected" data-say-catching-up="…" data-say-slower="…"
//   data-say-offline="…">Connected</connection-pill>
//
// Says how well the page hears. For CSS: no `data-link` while all is well, "slow" (catching up, slower), "away" (offline).

import { link } from "../lib/link.js";

const LINKS = { live: "", "catching-up": "slow", slower: "slow", offline: "away" };
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
    const text = this.getAttribute(`data-say-${link.state}`);
    if (text !== null && this.textContent !== text) this.textContent = text;
    if (LINKS[link.state]) this.dataset.link = LINKS[link.state];
    else delete this.dataset.link;
  }
}

customElements.define("connection-pill", ConnectionPill);
