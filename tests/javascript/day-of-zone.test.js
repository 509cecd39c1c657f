// The date and the time zone of a new session: the zone of the browser and the date of that zone, until somebody chooses.

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { openPage, openTab } from "./browser.js";

const FRESH = `
  <day-of-zone data-fresh>
    <input type="date" name="date" value="2026-01-15">
    <select name="zone">
      <option value="UTC" selected>UTC</option>
      <option value="Europe/Berlin">Berlin</option>
      <option value="Pacific/Kiritimati">Kiritimati</option>
    </select>
  </day-of-zone>`;
const SENT = FRESH.replace(" data-fresh", "").replace("2026-01-15", "2027-03-28");

const date = () => document.querySelector("[name=date]");
const zone = () => document.querySelector("[name=zone]");

async function open(html, own) {
  const { resolvedOptions } = Intl.DateTimeFormat.prototype;
  mock.method(Intl.DateTimeFormat.prototype, "resolvedOptions", function () {
    return { ...resolvedOptions.call(this), timeZone: own };
  });
  openPage(html);
  await openTab()("elements/day-of-zone.js");
}

function choose(name) {
  zone().value = name;
  zone().dispatchEvent(new Event("change", { bubbles: true }));
}

test("a fresh form has the browser's zone, and the date of that zone", async () => {
  await open(FRESH, "Pacific/Kiritimati"); // it is noon in UTC, and two in the morning of the next day there
  assert.deepEqual([zone().value, date().value], ["Pacific/Kiritimati", "2026-01-16"]);
});

test("a zone that the list does not have changes nothing", async () => {
  await open(FRESH, "Etc/Unknown");
  assert.deepEqual([zone().value, date().value], ["UTC", "2026-01-15"]);
});

test("the date follows the zone until somebody chooses one", async () => {
  await open(FRESH, "Europe/Berlin");
  choose("Pacific/Kiritimati");
  assert.equal(date().value, "2026-01-16");
  date().value = "2027-05-04";
  choose("UTC");
  assert.equal(date().value, "2027-05-04");
});

test("a form that was sent before keeps its zone and its date", async () => {
  await open(SENT, "Europe/Berlin");
  assert.equal(zone().value, "UTC");
  choose("Pacific/Kiritimati");
  assert.equal(date().value, "2027-03-28");
});
