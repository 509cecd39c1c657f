// In the pane of the current stage, around the strip with the link to its place:
// <stage-follow data-stage="STAGE" data-place="/s/…/main/">
//   <p class="word" data-strip hidden><span>…</span><a class="button" data-size="small" href="/s/…/main/">…</a></p>
// </stage-follow>
//
// Leads everyone to the place of the current stage. `data-stage` is any text that changes with the stage and when it opens. A reader
// who is at the place of the last stage and is not typing is taken to the new place; all others are shown the strip. Where the place
// differs between people (their table), `data-place-of="table"` is looked up in the page:
// <… data-my-places data-place-table="/s/…/tables/…/">.

import { randomBetween } from "../page/random.js";
import { reloadWhenIdle } from "../page/reload.js";
import { isTyping } from "../page/typing.js";

class StageFollow extends HTMLElement {
  #stage;
  #place;
  #wasOver; // a page that was opened after the end of the session stays as it is
  #isOffered = false; // the strip stays until the reader has followed it
  #timer = 0;
  #listeners;

  connectedCallback() {
    this.#listeners = new AbortController();
    this.#stage ??= this.dataset.stage;
    this.#place ??= this.#currentPlace;
    this.#wasOver ??= this.hasAttribute("data-over");
    document.addEventListener("pane-changed", () => this.#update(), { signal: this.#listeners.signal });
  }

  disconnectedCallback() {
    this.#listeners.abort();
    clearTimeout(this.#timer);
  }

  get #currentPlace() {
    const name = this.dataset.placeOf;
    const mine = name && document.querySelector("[data-my-places]")?.getAttribute(`data-place-${name}`);
    const place = mine || this.dataset.place;
    return place ? new URL(place, location.href).pathname : "";
  }

  #update() {
    if (this.hasAttribute("data-over") && !this.#wasOver) {
      this.#wasOver = true;
      reloadWhenIdle(); // also on a page without a socket, which polls this pane
    }
    const hasMoved = this.dataset.stage !== this.#stage;
    const last = this.#place;
    this.#stage = this.dataset.stage;
    this.#place = this.#currentPlace;
    if (hasMoved) {
      clearTimeout(this.#timer);
      this.#isOffered = false;
      if (this.#place && this.#place !== location.pathname) {
        if (last === location.pathname) this.#timer = setTimeout(() => this.#navigate(), randomBetween(0, 1000));
        else this.#isOffered = true;
      }
    }
    this.#showStrip();
  }

  #navigate() {
    if (!isTyping()) {
      location.assign(this.#place);
      return;
    }
    this.#isOffered = true;
    this.#showStrip();
  }

  /** The pane renders the strip hidden and without the reader's own address, because it is the same for everyone. */
  #showStrip() {
    const strip = this.querySelector("[data-strip]");
    if (!strip) return;
    strip.hidden = !this.#isOffered;
    const link = strip.querySelector("a");
    if (link && this.#place) link.href = this.#place;
  }
}

customElements.define("stage-follow", StageFollow);
