// Asking again and again, for as long as there is no line. Nobody asks for a page that nobody sees.

import { between } from "../page/random.js";

export class Polling {
  #act;
  #timer = 0;

  constructor(act) {
    this.#act = act;
  }

  set on(wanted) {
    if (wanted && !this.#timer) this.#ask();
    if (!wanted) {
      clearTimeout(this.#timer);
      this.#timer = 0;
    }
  }

  #ask() {
    if (!document.hidden) this.#act();
    this.#timer = setTimeout(() => this.#ask(), between(3500, 4500));
  }
}
