// <countdown-clock class="clock" role="timer" id="stage-clock" data-state="running|paused|waiting|closed" data-ends-at="MS"
//   data-remaining="MS" data-planned="MS"><span class="clock__left">12:48</span><span class="clock__until">…</span>
// </countdown-clock>
//
// Counts down by the database's time; the device's clock does not matter. After the end it counts up, and CSS adds a plus sign.
// It needs an `id` only where a <pillar-clock> follows it.

import { markTime, remainingTime } from "../live/remaining-time.js";
import { TickingElement } from "./ticking-element.js";

class CountdownClock extends TickingElement {
  static observedAttributes = ["data-state", "data-ends-at", "data-remaining", "data-planned"];

  show() {
    const left = remainingTime(this);
    markTime(this, this.dataset.state, left);
    if (left === null) return;
    const text = formatted(Math.ceil(left / 1000));
    const place = this.querySelector(".clock__left");
    if (place && place.textContent !== text) place.textContent = text;
    if (this.dataset.state !== "running") return;
    const untilNext = ((left % 1000) + 1000) % 1000 || 1000; // ms until the text changes
    this.showIn(untilNext + 5);
  }
}

function formatted(seconds) {
  const all = Math.abs(seconds);
  const [hours, minutes, rest] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60];
  const two = (number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

customElements.define("countdown-clock", CountdownClock);
