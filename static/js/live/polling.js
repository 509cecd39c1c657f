// Calls a function every four seconds while it is on. While the page is hidden, only `evenHidden` ones are called.

import { randomBetween } from "../page/random.js";

const INTERVAL = [3500, 4500]; // ms, from and to

export class Polling {
  #act;
  #evenHidden;
  #timer = 0;

  constructor(act, { evenHidden = false } = {}) {
    this.#act = act;
    this.#evenHidden = evenHidden;
  }

  set isOn(wanted) {
    if (wanted && !this.#timer) this.#tick();
    if (!wanted) {
      clearTimeout(this.#timer);
      this.#timer = 0;
    }
  }

  #tick() {
    if (this.#evenHidden || !document.hidden) this.#act();
    this.#timer = setTimeout(() => this.#tick(), randomBetween(...INTERVAL));
  }
}
