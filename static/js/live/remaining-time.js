// What a clock's element says about its stage: `data-state`, `data-ends-at`, `data-remaining`, `data-planned`, in ms.

import { now } from "./database-clock.js";

const SHORT = 120_000;

/** Milliseconds left (negative when over), or null where nothing is known. */
export function remainingOf({ dataset }) {
  const value = { running: dataset.endsAt, paused: dataset.remaining, waiting: dataset.planned }[dataset.state];
  if (!value) return null;
  return dataset.state === "running" ? Number(value) - now() : Number(value);
}

/** Mark an element with the state of its time, for CSS: data-time="short|over", data-paused. */
export function markTime(element, state, left) {
  const isOpen = left !== null && ["running", "paused"].includes(state);
  const time = isOpen && left <= -1000 ? "over" : isOpen && state === "running" && left < SHORT ? "short" : "";
  if (time) element.setAttribute("data-time", time);
  else element.removeAttribute("data-time");
  element.toggleAttribute("data-paused", state === "paused");
}
