// Compares the version of the app that rendered this page with the server's, and loads the page again if they differ: an old
// page may soon misunderstand what a new server sends.
//
// Event `update-available`: somebody is typing on the page, so it is not loaded again until they press the button for it.

import { randomBetween } from "../page/random.js";
import { reloadOnce } from "../page/reload.js";
import { isTyping } from "../page/typing.js";

const SPREAD = 10_000; // ms; a thousand pages learn of a new version in the same second
const RETRY = 60_000; // ms; while other processes still run the old version, the reloaded page may be old again

class AppVersion extends EventTarget {
  #own = document.querySelector('meta[name="app-version"]')?.content;
  #timer = 0;

  /** Take in the version that the server names. */
  compare(version) {
    if (version && this.#own && version !== this.#own && !this.#timer) this.#updateIn(0);
  }

  #updateIn(milliseconds) {
    this.#timer = setTimeout(() => this.#reloadOrOffer(), milliseconds + randomBetween(0, SPREAD));
  }

  #reloadOrOffer() {
    if (isTyping()) {
      this.dispatchEvent(new Event("update-available"));
      return;
    }
    reloadOnce();
    this.#updateIn(RETRY);
  }
}

export const appVersion = new AppVersion();
