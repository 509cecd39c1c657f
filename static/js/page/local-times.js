// Adds the zone and the reader's own time to each <time class="time" datetime="…" data-zone="Asia/Tokyo"
// data-zone-name="Japan time"> if the browser's clock shows another hour. `data-named`: the text names the zone already.
// `#` in the page's data-say-local-time is replaced by the local time, with its day if that differs.
// What a pane receives gets it before it is inserted, so that a live region says the whole once.
//
// An expected time (data-expected, in ms) moves on by the time that goes by after data-delayed-since. `data-day` is the day that
// its text does not name.

import { databaseNow } from "../live/database-clock.js";

const MOMENTS = "time[data-zone]";
const CLOCK = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const EXPECTED = "time[data-expected]";
const RECOUNTED_EVERY = 10_000; // ms
const DAY = { weekday: "short", day: "numeric", month: "short" };

const formats = new Map(); // zone or "": its formats

export function startLocalTimes() {
  showLocalTimes(document);
  setInterval(() => document.querySelectorAll(EXPECTED).forEach(showExpectedTime), RECOUNTED_EVERY);
  document.addEventListener("htmx:afterSwap", ({ detail }) => showLocalTimes(detail.target));
}

/** Add the local time to the moments in this node. */
export function showLocalTimes(node) {
  node.querySelectorAll(EXPECTED).forEach(moveOn);
  node.querySelectorAll(MOMENTS).forEach(showLocalTime);
}

/** Show an expected time as it is expected now. */
function showExpectedTime(element) {
  if (moveOn(element)) showLocalTime(element);
}

/** Returns whether the text changed. */
function moveOn(element) {
  const { expected, delayedSince, zone, day } = element.dataset;
  const moment = new Date(Number(expected) + Math.max(0, databaseNow() - Number(delayedSince)));
  const known = formatsOf(zone);
  if (!known || Number.isNaN(moment.getTime())) return false;
  const named = known.isoDay.format(moment) === day ? "" : `${known.shortDay(moment, day)} `;
  const text = named + known.clock.format(moment);
  element.dateTime = moment.toISOString();
  if (element.firstChild?.data === text) return false;
  element.textContent = text;
  return true;
}

function showLocalTime(element) {
  const local = localTime(element.dateTime, element.dataset.zone);
  const zone = element.hasAttribute("data-named") ? "" : `${element.dataset.zoneName} `;
  const text = local && ` ${zone}${document.body.dataset.sayLocalTime.replace("#", local)}`;
  const shown = element.querySelector("[data-added]");
  if ((shown?.textContent ?? "") === text) return; // else a screen reader would say it again
  shown?.remove();
  if (text) element.append(addition(text));
}

/** The moment by the clock of the browser, with its day if that differs; empty if that clock shows what the zone's shows. */
function localTime(dateTime, zone) {
  const moment = new Date(dateTime);
  if (Number.isNaN(moment.getTime())) return "";
  const [theirs, ours] = [formatsOf(zone), formatsOf("")];
  if (!theirs) return "";
  const isSameDay = theirs.day.format(moment) === ours.day.format(moment);
  const clock = ours.clock.format(moment);
  if (isSameDay) return clock === theirs.clock.format(moment) ? "" : clock;
  return `${ours.day.format(moment).replace(/\((.)\)/, "（$1）")} ${clock}`; // the brackets that Japanese pages have
}

/** Null for a zone that this browser does not know. */
function formatsOf(zone) {
  if (!formats.has(zone)) formats.set(zone, newFormats(zone));
  return formats.get(zone);
}

function newFormats(zone) {
  const isEnglish = document.documentElement.lang === "en";
  const language = isEnglish ? "en-GB" : document.documentElement.lang; // the day before the month, as the server writes it
  const month = isEnglish ? "short" : "numeric";
  const format = (options, locale = language) =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone: zone || undefined });
  try {
    const isoDay = format({ year: "numeric", month: "2-digit", day: "2-digit" }, "en-CA");
    const short = format({ day: "numeric", month });
    const withYear = format({ day: "numeric", month, year: "numeric" });
    const shortDay = (moment, day) =>
      (isoDay.format(moment).slice(0, 4) === day.slice(0, 4) ? short : withYear).format(moment);
    return { clock: format(CLOCK), day: format(DAY), isoDay, shortDay };
  } catch {
    return null;
  }
}

function addition(text) {
  const element = document.createElement("span");
  element.className = "time__added";
  element.setAttribute("data-added", "");
  element.textContent = text;
  return element;
}
