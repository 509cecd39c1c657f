// The database's time in the browser, and the clocks that count down by it.

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { openPage, openTab, pass } from "./browser.js";

const DATABASE = Date.UTC(2026, 5, 1, 9);

async function open(html = "", options = {}) {
  openPage(html, options);
  const load = openTab();
  const clock = await load("live/database-clock.js");
  return { load, ...clock };
}

test("before anything is known, the device's own clock has to do", async () => {
  const { databaseNow } = await open();
  assert.equal(databaseNow(), Date.now());
});

test("a message gives the time, however wrong the device's clock is", async () => {
  const { recordDatabaseTime, databaseNow } = await open();
  recordDatabaseTime(DATABASE, { asked: performance.now() });
  await pass(60_000, 1000);
  assert.equal(databaseNow(), DATABASE + 60_000);
});

test("an answer that was slow leaves the time uncertain by half of what it took, and a fast one narrows it", async () => {
  const { recordDatabaseTime, databaseNow } = await open();
  const asked = performance.now();
  await pass(1000);
  recordDatabaseTime(DATABASE + 900, { asked }); // it was on its way for 100 ms
  assert.equal(databaseNow(), DATABASE + 1400); // between 900 and 1,900
  const askedAgain = performance.now();
  await pass(20, 20);
  recordDatabaseTime(DATABASE + 1010, { asked: askedAgain });
  assert.ok(Math.abs(databaseNow() - (DATABASE + 1020)) <= 11);
  const askedLast = performance.now();
  await pass(1000);
  recordDatabaseTime(DATABASE + 2010, { asked: askedLast });
  assert.ok(Math.abs(databaseNow() - (DATABASE + 2020)) <= 11, "a slow answer does not make it less certain again");
});

test("heartbeats, which nobody asked for, only say that the time was reached", async () => {
  const { recordDatabaseTime, databaseNow } = await open();
  recordDatabaseTime(DATABASE);
  assert.equal(databaseNow(), DATABASE);
  await pass(10_000, 1000);
  recordDatabaseTime(DATABASE + 10_200); // the one before was late by 200 ms
  assert.equal(databaseNow(), DATABASE + 10_200);
  await pass(10_000, 1000);
  recordDatabaseTime(DATABASE + 19_000); // and this one is late itself
  assert.ok(Math.abs(databaseNow() - (DATABASE + 20_200)) < 5);
});

test("a database whose clock was set is believed at once", async () => {
  const { recordDatabaseTime, databaseNow } = await open();
  recordDatabaseTime(DATABASE, { asked: performance.now() });
  recordDatabaseTime(DATABASE + 7_200_000, { asked: performance.now() });
  assert.equal(databaseNow(), DATABASE + 7_200_000);
  recordDatabaseTime(DATABASE, { asked: performance.now() });
  assert.equal(databaseNow(), DATABASE);
});

test("a device that slept, whose monotonic clock stood still, is set right by the next message", async () => {
  const { recordDatabaseTime, databaseNow } = await open();
  recordDatabaseTime(DATABASE, { asked: performance.now() });
  recordDatabaseTime(DATABASE + 1_800_000);
  assert.equal(databaseNow(), DATABASE + 1_800_000);
});

for (const nothing of [0, -1, Number.NaN, undefined]) {
  test(`a message with the time ${nothing} says nothing`, async () => {
    const { recordDatabaseTime, databaseNow } = await open();
    recordDatabaseTime(nothing, { asked: performance.now() });
    assert.equal(databaseNow(), Date.now());
  });
}

test("a page that was just fetched says when it was rendered, one from a cache only that the time has passed", async () => {
  const head = `<meta name="database-time" content="${DATABASE}">`;
  for (const [navigation, expected] of [
    [{ type: "navigate", transferSize: 9, requestStart: 0, responseStart: 400 }, DATABASE + 5000 - 200],
    [{ type: "navigate", transferSize: 0, requestStart: 0, responseStart: 400 }, DATABASE],
    [{ type: "back_forward", transferSize: 9, requestStart: 0, responseStart: 400 }, DATABASE],
  ]) {
    const { recordPageTime, databaseNow } = await open("", { head });
    const opened = performance.now();
    mock.method(performance, "getEntriesByType", () => [
      { ...navigation, requestStart: opened, responseStart: opened + 400 },
    ]);
    await pass(5000);
    recordPageTime();
    assert.equal(databaseNow(), expected);
  }
});

async function openClock(attributes) {
  const opened = await open(`<countdown-clock ${attributes}><span class="clock__left"></span></countdown-clock>`);
  opened.recordDatabaseTime(DATABASE, { asked: performance.now() });
  await opened.load("elements/countdown-clock.js");
  const clock = document.querySelector("countdown-clock");
  return { clock, left: () => clock.querySelector(".clock__left").textContent };
}

test("a running clock counts down to the second, is short in its last two minutes, and counts up when it is over", async () => {
  const { clock, left } = await openClock(`data-state="running" data-ends-at="${DATABASE + 125_000}"`);
  assert.equal(left(), "2:05");
  assert.equal(clock.dataset.time, undefined);
  await pass(5010, 10);
  assert.equal(left(), "2:00");
  assert.equal(clock.dataset.time, "short");
  await pass(120_000, 1000);
  assert.equal(left(), "0:00");
  assert.equal(clock.dataset.time, "short");
  await pass(1010, 10);
  assert.equal(left(), "0:01");
  assert.equal(clock.dataset.time, "over");
});

test("a paused clock does not move, and a long one shows hours", async () => {
  const { clock, left } = await openClock('data-state="paused" data-remaining="3723000"');
  await pass(10_000, 1000);
  assert.equal(left(), "1:02:03");
  assert.equal(clock.hasAttribute("data-paused"), true);
});

test("a clock follows what its attributes say anew", async () => {
  const { clock, left } = await openClock('data-state="waiting" data-planned="600000"');
  assert.equal(left(), "10:00");
  clock.setAttribute("data-ends-at", DATABASE + 60_000);
  clock.setAttribute("data-state", "running");
  assert.equal(left(), "1:00");
});

test("the timber disappears with the time, and is drawn anew for the next one", async () => {
  const stage = `<p id="stage" data-state="running" data-ends-at="${DATABASE + 60_000}" data-planned="120000"></p>`;
  const opened = await open(`${stage}<pillar-clock data-follows="stage"><svg></svg></pillar-clock>`);
  opened.recordDatabaseTime(DATABASE, { asked: performance.now() });
  await opened.load("elements/pillar-clock.js");
  const timber = () => document.querySelector("pillar-clock .post__left")?.getAttribute("height");
  assert.equal(timber(), "50.00%");
  const clock = document.getElementById("stage");
  clock.remove();
  await pass(1010, 10);
  assert.equal(timber(), undefined);
  document.body.append(clock);
  await pass(1010, 10);
  assert.equal(Math.round(Number.parseFloat(timber())), 48);
});
