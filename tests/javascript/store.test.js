// Posts in IndexedDB: what several tabs, a reload and a browser that refuses make of them.

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { IDBObjectStore } from "fake-indexeddb";
import { openPage, openTab, pass, recorded, settle } from "./browser.js";

async function openStore() {
  return openTab()("outbox/store.js");
}

const ids = async (store) => (await store.all()).map(({ id }) => id).join(" ");

/** Await what a promise brings while time passes. */
async function during(milliseconds, promise) {
  await pass(milliseconds);
  return promise;
}

/** The browser has no room any more: whatever is stored fails. */
function fillQuota() {
  return mock.method(IDBObjectStore.prototype, "put", () => {
    throw new Error("QuotaExceededError");
  });
}

test("posts stay in the order written, also when two tabs write in the same moment", async () => {
  openPage();
  const [one, other] = [await openStore(), await openStore()];
  await Promise.all([one.add({ id: "a" }), other.add({ id: "b" }), one.add({ id: "c" }), other.add({ id: "d" })]);
  await one.add({ id: "e" });
  assert.equal((await ids(one)).slice(-1), "e");
  assert.equal(await ids(one), await ids(other));
  const places = (await one.all()).map(({ n }) => n);
  assert.equal(new Set(places).size, 5);
});

test("a device whose clock is set back does not change the order", async () => {
  openPage();
  const store = await openStore();
  await store.add({ id: "a" });
  mock.timers.setTime(Date.now() - 3_600_000);
  await (await openStore()).add({ id: "b" });
  assert.equal(await ids(store), "a b");
});

test("posts are still there after a reload", async () => {
  openPage();
  assert.equal(await (await openStore()).add({ id: "a", path: "/s/1/" }), true);
  const [post] = await (await openStore()).all();
  assert.equal(post.path, "/s/1/");
});

test("a post can be changed and removed, and one that is gone is not brought back by a change", async () => {
  openPage();
  const store = await openStore();
  await store.add({ id: "a", state: "new" });
  await store.change("a", { state: "waiting" });
  assert.equal((await store.all())[0].state, "waiting");
  await store.remove("a");
  await store.change("a", { state: "refused" });
  assert.equal(await ids(store), "");
});

test("a post that the browser does not store is held by the page alone, which says so", async () => {
  openPage();
  const store = await openStore();
  const changes = recorded(store.storageState, "change");
  await store.add({ id: "a" });
  const full = fillQuota();
  assert.equal(await store.add({ id: "b" }), false);
  assert.equal(store.storageState.state, "in memory");
  assert.deepEqual(
    (await store.all()).map(({ id, unstored }) => [id, unstored]),
    [
      ["a", undefined],
      ["b", true],
    ],
  );
  assert.equal(await ids(await openStore()), "a");
  full.mock.restore();
  assert.equal(await store.add({ id: "c" }), true);
  assert.equal(store.storageState.state, "stored");
  assert.equal(changes.length, 2);
  assert.equal(await ids(store), "a b c");
});

test("a change and a removal that the browser refuses hold for this page", async () => {
  openPage();
  const store = await openStore();
  await store.add({ id: "a", state: "new" });
  await store.add({ id: "b", state: "new" });
  await store.all();
  fillQuota();
  mock.method(IDBObjectStore.prototype, "delete", () => {
    throw new Error("UnknownError");
  });
  await store.change("a", { state: "waiting" });
  await store.remove("b");
  assert.deepEqual(
    (await store.all()).map(({ id, state }) => [id, state]),
    [["a", "waiting"]],
  );
});

test("a browser without IndexedDB keeps the page's posts for as long as the page", async () => {
  openPage();
  globalThis.indexedDB = undefined;
  const store = await openStore();
  assert.equal(await store.add({ id: "a" }), false);
  await store.change("a", { state: "waiting" });
  assert.equal((await store.all())[0].state, "waiting");
  await store.remove("a");
  assert.equal(await ids(store), "");
});

test("a database that never answers is given up after a few seconds", async () => {
  openPage();
  globalThis.indexedDB = { open: () => new IDBOpenDBRequest() };
  const store = await openStore();
  assert.equal(await during(10_000, store.add({ id: "a" })), false);
  assert.equal(await ids(store), "a"); // at once, from memory
});

test("a database that is deleted while the page is open is made again with what it held", async () => {
  openPage();
  const store = await openStore();
  await store.add({ id: "a" });
  await store.all();
  globalThis.indexedDB.deleteDatabase("hashira");
  await settle();
  assert.equal(await store.add({ id: "b" }), true);
  assert.equal(await ids(await openStore()), "a b");
});

test("a post that this page removed is not put back with the others", async () => {
  openPage();
  const store = await openStore();
  await store.add({ id: "a" });
  await store.add({ id: "b" });
  await store.all();
  await store.remove("a");
  globalThis.indexedDB.deleteDatabase("hashira");
  await settle();
  assert.equal(await ids(store), "b");
});

test("of two tabs one gets a lease, and the other only when it is released or has expired", async () => {
  openPage();
  const [one, other] = [await openStore(), await openStore()];
  assert.equal(await one.acquireLease("signed", "one", 30_000), true);
  assert.equal(await other.acquireLease("signed", "other", 30_000), false);
  assert.equal(await one.acquireLease("signed", "one", 30_000), true);
  await other.releaseLease("signed", "other"); // it is not theirs to release
  assert.equal(await other.acquireLease("signed", "other", 30_000), false);
  await one.releaseLease("signed", "one");
  assert.equal(await other.acquireLease("signed", "other", 30_000), true);
  mock.timers.setTime(Date.now() + 30_001);
  assert.equal(await one.acquireLease("signed", "one", 30_000), true);
});

test("a lease from before the clock was set back does not last", async () => {
  openPage();
  const [one, other] = [await openStore(), await openStore()];
  await one.acquireLease("signed", "one", 30_000);
  mock.timers.setTime(Date.now() - 3_600_000);
  assert.equal(await other.acquireLease("signed", "other", 30_000), true);
});

test("where leases cannot be stored, every tab may send", async () => {
  openPage();
  globalThis.indexedDB = undefined;
  const store = await openStore();
  assert.equal(await store.acquireLease("signed", "one", 30_000), true);
});
