// Fields with `data-limit="4000"` are never cut. Shortly before the limit, a line below the field says how many characters are left,
// and beyond it, how many are too many. The words are attributes of <body>: data-say-left="Characters left: #" and
// data-say-over="…". Once a text that was too long fits again, the error that the server gave for it is removed. A page that
// shows that error in its own way listens to `text-fits` on the field and prevents its default.

import { TEXT_FIELDS } from "./typing.js";

const MARGIN = 0.1; // of the limit
const SMALLEST_MARGIN = 20; // characters
// As workshop/sessions/texts.py stores a text. Python and JavaScript differ in what they strip.
const LINE_END = /\r\n|[\r\v\f\x85\u2028\u2029]/g;
const SYMBOL_FONTS = /[\uf000-\uf0ff]/g;
const SPACE = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+";
const OUTER_SPACE = new RegExp(`^${SPACE}|${SPACE}$`, "g");

const tooLong = new WeakSet(); // fields whose text was too long when it was last counted

export function startTextLimits() {
  showLimits(document);
  document.addEventListener("input", ({ target }) => showLimit(target));
  document.addEventListener("reset", ({ target }) => setTimeout(() => showLimits(target)));
  document.addEventListener("htmx:afterSwap", ({ target }) => showLimits(target));
}

/** The text as the server stores it. */
export function normalized(text) {
  return text.replace(OUTER_SPACE, "").replace(LINE_END, "\n").replace(SYMBOL_FONTS, "•");
}

/** Show the limits of all fields in an element, after a script has changed their texts. */
export function showLimits(element) {
  for (const field of element.querySelectorAll("[data-limit]")) showLimit(field);
}

function showLimit(field) {
  const limit = Number(field.dataset?.limit);
  if (!limit || !field.matches(TEXT_FIELDS)) return;
  const left = limit - Array.from(normalized(field.value)).length;
  const place = left < Math.max(SMALLEST_MARGIN, limit * MARGIN) ? placeOf(field) : existingPlaceOf(field);
  if (place) showCount(place, left, limit);
  if (left < 0) tooLong.add(field);
  else if (tooLong.delete(field)) removeError(field);
}

function showCount(place, left, limit) {
  place.hidden = left >= Math.max(SMALLEST_MARGIN, limit * MARGIN);
  place.toggleAttribute("data-over", left < 0);
  place.setAttribute("aria-live", left < 0 ? "polite" : "off");
  const { sayLeft, sayOver } = document.body.dataset;
  place.textContent = (left < 0 ? sayOver : sayLeft).replace("#", Math.abs(left));
}

function existingPlaceOf(field) {
  const next = field.nextElementSibling;
  return next?.matches("[data-count]") ? next : null;
}

function placeOf(field) {
  const existing = existingPlaceOf(field);
  if (existing) return existing;
  const place = document.createElement("p");
  place.className = "field__count";
  place.dataset.count = "";
  field.after(place);
  return place;
}

function removeError(field) {
  if (!field.dispatchEvent(new Event("text-fits", { bubbles: true, cancelable: true }))) return;
  field.removeAttribute("aria-invalid");
  const wrapper = field.closest("[data-wrong]");
  wrapper?.removeAttribute("data-wrong");
  wrapper?.querySelectorAll(".field__error").forEach((error) => error.remove());
  const described = field.getAttribute("aria-describedby")?.split(/\s+/) ?? [];
  const errors = described.map((id) => document.getElementById(id)).filter((each) => each?.matches(".field__error"));
  errors.forEach((error) => error.remove());
}
