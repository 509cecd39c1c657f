// <pillar-clock class="post" aria-hidden="true" data-state data-ends-at data-remaining data-planned><svg></svg></pillar-clock>
//
// Shows the time left as a post of timber that burns down, and nothing without a known time. Instead of its own times it may
// name a clock that it follows, inside or outside of a pane: data-follows="stage-clock".
// Screen readers do not read it. At 10, 5, 1 and 0 minutes they are told the sentence of the page's
//   <template data-stage-sentences data-say-10="Ten minutes left" data-say-5="…" data-say-1="…" data-say-0="…"></template>

import { markTime, remainingTime } from "../live/remaining-time.js";
import { announce } from "../page/announcer.js";
import { createDrawing, drawRemaining } from "./pillar-clock-drawing.js";

const ANNOUNCED = [10, 5, 1, 0];
const JUMP = 5000; // ms; a larger difference between two updates is a change of the stage

class PillarClock extends HTMLElement {
  #timer = 0;
  #lastLeft = null;
  #listeners;

  connectedCallback() {
    this.#listeners = new AbortController();
    document.addEventListener("pane-changed", ({ target }) => target.contains(this.#clock) && this.#draw(), {
      signal: this.#listeners.signal,
    });
    document.addEventListener("visibilitychange", () => this.#draw(), { signal: this.#listeners.signal });
    this.#draw();
    this.#timer = setInterval(() => this.#draw(), 1000);
  }

  disconnectedCallback() {
    this.#listeners.abort();
    clearInterval(this.#timer);
  }

  get #clock() {
    return document.getElementById(this.dataset.follows) ?? this;
  }

  #draw() {
    const clock = this.#clock;
    const left = remainingTime(clock);
    markTime(this, clock.dataset.state, left);
    this.#announce(clock.dataset.state === "running" ? left : null);
    const svg = this.querySelector("svg");
    if (!svg) return;
    if (left === null) {
      svg.replaceChildren();
      return;
    }
    const planned = Math.max(Number(clock.dataset.planned) || 0, left, 1);
    createDrawing(svg, Number(clock.dataset.planned) || planned);
    drawRemaining(svg, Math.max(0, left) / planned);
  }

  #announce(left) {
    const before = this.#lastLeft;
    this.#lastLeft = left;
    if (left === null || before === null || before - left > JUMP) return;
    const passed = ANNOUNCED.find((minutes) => before > minutes * 60_000 && left <= minutes * 60_000);
    if (passed !== undefined) {
      announce(document.querySelector("[data-stage-sentences]")?.getAttribute(`data-say-${passed}`));
    }
  }
}

customElements.define("pillar-clock", PillarClock);
