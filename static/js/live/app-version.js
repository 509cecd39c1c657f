// Which app version this page is of, and what to do when the server speaks of another: an old page may not understand it for long.
//
// Event `offered`: the page holds unsent words, and is loaded again only by its reader's hand.

import { between } from "../page/random.js";
import { isTyping, reloadOnce } from "../page/reload.js";

const SPREAD = 10_000; // ms; a thousand pages hear of a new app version in the same second
const AGAIN = 60_000; // where other processes still run the old one, the page that was loaded may have come from there

class AppVersion extends EventTarget {
  #own = document.querySelector('meta[name="app-version"]')?.content;
  #timer = 0;

  hear(version) {
    if (version && this.#own && version !== this.#own && !this.#timer) this.#moveOn(0);
  }

  #moveOn(wait) {
    this.#timer = setTimeout(() => this.#loadOrOffer(), wait + between(0, SPREAD));
  }

  #loadOrOffer() {
    if (isTyping()) {
      this.dispatchEvent(new Event("offered"));
      return;
    }
    reloadOnce();
    this.#moveOn(AGAIN);
  }
}

export const appVersion = new AppVersion();
