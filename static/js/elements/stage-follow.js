// In the pane of the current stage, with the strip that leads on:
// <stage-follow data-stage="STAGE" data-place="/s/…/main/">
//   <p class="word" data-strip hidden><span>…</span><a class="button" data-size="small" href="/s/…/main/">…</a></p>
// </stage-follow>
//
// `data-stage` changes when the day goes on (any text: which stage, and whether it is open). Whoever stands where
// the last stage was and is not
// typing is led to the new place; everyone else is shown the strip. Where the place differs from person to person (their
// table), a name in `data-place-of="table"` is looked up in the page: <… data-my-places data-place-table="/s/…/tables/…/">.

import { between } from "../page/random.js";
import { isTyping } from "../page/reload.js";

class StageFollow extends HTMLElement {
  #stage;
  #place;
  #asked = false; // the strip is shown, and stays until we are there
  #timer = 0;
  #stop;

  connectedCallback() {
    this.#stop = new AbortController();
    this.#stage ??= this.dataset.stage;
    this.#place ??= this.#placeNow;
    document.addEventListener("pane-changed", () => this.#look(), { signal: this.#stop.signal });
  }

  disconnectedCallback() {
    this.#stop.abort();
    clearTimeout(this.#timer);
  }

  get #placeNow() {
    const name = this.dataset.placeOf;
    const mine = name && document.querySelector("[data-my-places]")?.getAttribute(`data-place-${name}`);
    const place = mine || this.dataset.place;
    return place ? new URL(place, location.href).pathname : "";
  }

  #look() {
    const moved = this.dataset.stage !== this.#stage;
    const last = this.#place;
    this.#stage = this.dataset.stage;
    this.#place = this.#placeNow;
    if (moved) {
      clearTimeout(this.#timer);
      this.#asked = false;
      if (this.#place && this.#place !== location.pathname) {
        if (last === location.pathname) this.#timer = setTimeout(() => this.#go(), between(0, 1000));
        else this.#asked = true;
      }
    }
    this.#showStrip();
  }

  #go() {
    if (!isTyping()) {
      location.assign(this.#place);
      return;
    }
    this.#asked = true;
    this.#showStrip();
  }

  /** A pane's markup always brings the strip hidden and without a person's own address. */
  #showStrip() {
    const strip = this.querySelector("[data-strip]");
    if (!strip) return;
    strip.hidden = !this.#asked;
    const way = strip.querySelector("a");
    if (way && this.#place) way.href = this.#place;
  }
}

customElements.define("stage-follow", StageFollow);
