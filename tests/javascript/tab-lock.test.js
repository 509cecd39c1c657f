import assert from "node:assert/strict";
import { test } from "node:test";
import { openPage, openTab, pass, settle } from "./browser.js";

async function openTabs(locksOf) {
  openPage();
  navigator.locks = locksOf(navigator.locks);
  const tabs = [await openTab()("outbox/tab-lock.js"), await openTab()("outbox/tab-lock.js")];
  const events = [];
  const work = (name, tab) =>
    tabs[tab].withTabLock("signed", async (isLocked) => {
      events.push(`${name} begins, ${(await isLocked()) ? "alone" : "not alone"}`);
      await new Promise((resolve) => setTimeout(resolve, 1000));
      events.push(`${name} ends`);
      return name;
    });
  return { work, events };
}

const IN_TURN = ["first begins, alone", "first ends", "second begins, alone", "second ends"];

for (const [what, locksOf] of [
  ["the browser's locks", (locks) => locks],
  ["leases, where the browser has no locks", () => undefined],
  [
    "leases, where the browser's locks fail",
    () => ({
      request() {
        throw new Error("SecurityError");
      },
    }),
  ],
  [
    "leases, where the browser's locks refuse",
    () => ({ request: () => Promise.reject(new Error("InvalidStateError")) }),
  ],
]) {
  test(`two tabs work one after the other by ${what}`, async () => {
    const { work, events } = await openTabs(locksOf);
    const first = work("first", 0);
    await settle();
    const second = work("second", 1);
    await pass(4000);
    assert.deepEqual(events, IN_TURN);
    assert.deepEqual(await Promise.all([first, second]), ["first", "second"]);
  });

  test(`work that fails lets the other tab go on, by ${what}`, async () => {
    openPage();
    navigator.locks = locksOf(navigator.locks);
    const { withTabLock } = await openTab()("outbox/tab-lock.js");
    await assert.rejects(
      withTabLock("signed", () => Promise.reject(new Error("no"))),
      /no/,
    );
    const after = withTabLock("signed", async () => "done");
    await pass(1000);
    assert.equal(await after, "done");
  });
}

test("locks that are never granted are replaced by leases after half a minute, and from then on at once", async () => {
  const { work, events } = await openTabs(() => ({ request: () => new Promise(() => {}) }));
  work("first", 0);
  await pass(29_900);
  assert.deepEqual(events, []);
  await pass(1500);
  assert.deepEqual(events, ["first begins, alone", "first ends"]);
  work("again", 0);
  await pass(100);
  assert.equal(events.at(-1), "again begins, alone");
});

test("a lock that is granted too late is let go, so that other tabs do not wait for it", async () => {
  let grant;
  const held = [];
  const { work, events } = await openTabs(() => ({
    request: (_name, hold) =>
      new Promise((resolve) => {
        grant = () => {
          held.push(hold());
          resolve(held.at(-1));
        };
      }),
  }));
  work("first", 0);
  await pass(30_100);
  assert.deepEqual(events, ["first begins, alone"]);
  grant();
  await held[0]; // settles at once
  await pass(1000);
  assert.deepEqual(events, ["first begins, alone", "first ends"]);
});

test("a tab that held its lease for too long is told that it has lost it", async () => {
  openPage();
  navigator.locks = undefined;
  const [one, other] = [await openTab()("outbox/tab-lock.js"), await openTab()("outbox/tab-lock.js")];
  const answers = [];
  one.withTabLock("signed", async (isLocked) => {
    await new Promise((resolve) => setTimeout(resolve, 31_000));
    answers.push(await isLocked());
  });
  await settle();
  other.withTabLock("signed", () => new Promise((resolve) => setTimeout(resolve, 5000)));
  await pass(32_000);
  assert.deepEqual(answers, [false]);
});
