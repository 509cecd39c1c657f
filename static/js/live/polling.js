// Calls a function every four seconds while it is on, except while the page is hidden.

import { randomBetween } from "../page/random.js";

const INTERVAL = [3500, 4500]; // ms, from and to

export class Polling {
  #act;
  #timer = 0;

  constructor(act) {
    this.#act = act;
  }

  set isOn(wanted) {
    if (wanted && !this.#timer) this.#tick();
    if (!wanted) {
      clearTimeout(this.#timer);
      this.#timer = 0;
    }
  }

  #tick() {
    if (!document.hidden) this.#act();
    this.#timer = setTimeout(() => this.#tick(), randomBetween(...INTERVAL));
  }
}
