// The time left of a stage, from the attributes of its clock's element: `data-state`, and in ms `data-ends-at`,
// `data-remaining` and `data-planned`.

import { databaseNow } from "./database-clock.js";

const SHORT = 120_000; // ms

/** Milliseconds left (negative when the time is over), or null if the element names no time. */
export function remainingTime({ dataset }) {
  const value = { running: dataset.endsAt, paused: dataset.remaining, waiting: dataset.planned }[dataset.state];
  if (!value) return null;
  return dataset.state === "running" ? Number(value) - databaseNow() : Number(value);
}

/** Set the attributes that CSS styles: data-time="short|over" and data-paused. */
export function markTime(element, state, left) {
  const isOpen = left !== null && ["running", "paused"].includes(state);
  const time = isOpen && left <= -1000 ? "over" : isOpen && state === "running" && left < SHORT ? "short" : "";
  if (time) element.setAttribute("data-time", time);
  else element.removeAttribute("data-time");
  element.toggleAttribute("data-paused", state === "paused");
}
