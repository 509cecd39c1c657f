// <pillar-clock class="post" aria-hidden="true" data-state data-ends-at data-remaining data-planned><svg></svg></pillar-clock>
//
// The post: the timber is the time left and burns down to the ground. It stands still where nothing is known. Instead of
// times of its own it may name a clock it follows, inside or outside of a pane: data-follows="stage-clock".
// It is silent; at 10, 5, 1 and 0 minutes the page's announcer speaks (outside of panes, once a page):
//   <p class="unseen" role="status" data-time-announcer data-at-10="Ten minutes left" data-at-5 data-at-1 data-at-0></p>

import { markTime, remainingOf } from "../live/remaining-time.js";
import { build, burnTo } from "./pillar-clock-drawing.js";

const ANNOUNCED = [10, 5, 1, 0];
const JUMP = 5000; // ms; more than this between two looks was a change of the stage, not time going by

class PillarClock extends HTMLElement {
  #timer = 0;
  #last = null;
  #stop;

  connectedCallback() {
    this.#stop = new AbortController();
    document.addEventListener("pane-changed", ({ target }) => target.contains(this.#clock) && this.#draw(), {
      signal: this.#stop.signal,
    });
    document.addEventListener("visibilitychange", () => this.#draw(), { signal: this.#stop.signal });
    this.#draw();
    this.#timer = setInterval(() => this.#draw(), 1000);
  }

  disconnectedCallback() {
    this.#stop.abort();
    clearInterval(this.#timer);
  }

  get #clock() {
    return document.getElementById(this.dataset.follows) ?? this;
  }

  #draw() {
    const clock = this.#clock;
    const left = remainingOf(clock);
    markTime(this, clock.dataset.state, left);
    this.#announce(clock.dataset.state === "running" ? left : null);
    const svg = this.querySelector("svg");
    if (!svg || left === null) return;
    const planned = Math.max(Number(clock.dataset.planned) || 0, left, 1);
    build(svg, Number(clock.dataset.planned) || planned);
    burnTo(svg, Math.max(0, left) / planned);
  }

  #announce(left) {
    const before = this.#last;
    this.#last = left;
    if (left === null || before === null || before - left > JUMP) return;
    const passed = ANNOUNCED.find((minutes) => before > minutes * 60_000 && left <= minutes * 60_000);
    const announcer = document.querySelector("[data-time-announcer]");
    if (passed !== undefined && announcer) announcer.textContent = announcer.getAttribute(`data-at-${passed}`);
  }
}

customElements.define("pillar-clock", PillarClock);
