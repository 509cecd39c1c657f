import assert from "node:assert/strict";
import { test } from "node:test";
import { Connection, chance, openPage, openTab, pass, recorded } from "./browser.js";

async function connect() {
  openPage();
  const { ReconnectingSocket } = await openTab()("live/socket.js");
  const socket = new ReconnectingSocket("ws://hashira.test/live/");
  socket.connect();
  return socket;
}

async function connected() {
  const socket = await connect();
  Connection.newest.accept();
  Connection.newest.says({ kind: "welcome" });
  return socket;
}

/** How many milliseconds pass until the page connects again. */
async function untilReconnected() {
  const before = Connection.all.length;
  let passed = 0;
  for (; Connection.all.length === before && passed < 60_000; passed += 100) await pass(100, 100);
  return passed;
}

test("frames arrive one by one, also where the server sends several in one message", async () => {
  const frames = recorded(await connected(), "frame");
  Connection.newest.says({ kind: "beat" });
  Connection.newest.says({ kind: "told", v: 1 }, { kind: "told", v: 2 });
  assert.deepEqual(frames, [{ kind: "beat" }, { kind: "told", v: 1 }, { kind: "told", v: 2 }]);
});

test("what is sent without a connection is dropped", async () => {
  const socket = await connected();
  const [first] = Connection.all;
  socket.send({ subscribe: "a" });
  first.end();
  socket.send({ subscribe: "b" });
  assert.deepEqual(first.sent, [{ subscribe: "a" }]);
});

test("a lost connection is told with its code, and the next one comes half a second later at the earliest", async () => {
  chance(0);
  const socket = await connected();
  const lost = recorded(socket, "lost");
  Connection.newest.end({ code: 4401 });
  assert.deepEqual(lost, [4401]);
  assert.equal(await untilReconnected(), 500);
});

test("with each failure in a row the longest delay doubles, up to ten seconds", async () => {
  chance(0.9999);
  await connected();
  const delays = [];
  for (let failure = 0; failure < 5; failure += 1) {
    Connection.newest.end();
    delays.push(await untilReconnected());
  }
  assert.deepEqual(delays, [2000, 4000, 8000, 10_000, 10_000]);
});

test("a single frame ends the count of failures", async () => {
  const socket = await connect();
  Connection.newest.end();
  await untilReconnected();
  Connection.newest.end();
  assert.equal(socket.failures, 2);
  await untilReconnected();
  Connection.newest.accept();
  Connection.newest.says({ kind: "welcome" });
  assert.equal(socket.failures, 0);
});

for (const [hint, delay] of [
  ["again 3000", 3000],
  ["again 1", 500],
  ["again 3600000", 10_000],
]) {
  test(`a server that closes with "${hint}" is asked again after ${delay} ms`, async () => {
    await connected();
    Connection.newest.end({ code: 1012, reason: hint });
    assert.equal(await untilReconnected(), delay);
  });
}

test("a connection that brings nothing for 25 seconds is given up", async () => {
  const lost = recorded(await connected(), "lost");
  await pass(24_900);
  assert.deepEqual(lost, []);
  await pass(200);
  assert.deepEqual(lost, [1006]);
});

test("heartbeats keep a connection", async () => {
  const lost = recorded(await connected(), "lost");
  for (let beat = 0; beat < 10; beat += 1) {
    await pass(10_000, 1000);
    Connection.newest.says({ kind: "beat" });
  }
  assert.deepEqual(lost, []);
});

test("a connection that does not open within 12 seconds is given up and tried again", async () => {
  const lost = recorded(await connect(), "lost");
  await pass(12_100);
  assert.deepEqual(lost, [1006]);
  assert.ok((await untilReconnected()) <= 4000);
});

test("a page that wakes up without a connection connects at once", async () => {
  const socket = await connected();
  Connection.newest.end();
  socket.checkNow();
  assert.equal(Connection.all.length, 2);
});

test("a page that wakes up with a connection awaits a heartbeat for 12 seconds only", async () => {
  const socket = await connected();
  const lost = recorded(socket, "lost");
  socket.checkNow();
  await pass(12_100);
  assert.deepEqual(lost, [1006]);
});

test("a stopped socket does not come back", async () => {
  const socket = await connected();
  socket.stop();
  await pass(60_000, 1000);
  assert.equal(Connection.all.length, 1);
  assert.equal(Connection.newest.readyState, 3);
});
