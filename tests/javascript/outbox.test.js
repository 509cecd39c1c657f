import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { IDBObjectStore } from "fake-indexeddb";
import { Connection, chance, openPage, openTab, pass, recorded, settle } from "./browser.js";

const DELAY = [0, 500];
const PACED_DELAY = [20_000, 180_000];

/** A server that answers by `answers`, one after the other, and then with "saved". */
function serverOf(...answers) {
  const sent = [];
  const send = async ({ id }) => {
    sent.push(id);
    const answer = answers.shift() ?? { state: "saved" };
    return typeof answer === "function" ? answer() : answer;
  };
  return { send, sent, answers };
}

/** An outbox in a tab of its own, which has begun to work. */
async function openOutbox({ send }, { isMine = () => true, ...options } = {}) {
  const load = openTab();
  const { Outbox } = await load("outbox/outbox.js");
  const outbox = new Outbox("signed", { send, isMine, delayAfterReconnect: DELAY, ...options });
  await outbox.start();
  await settle();
  return Object.assign(outbox, { load });
}

async function open(server, options) {
  openPage();
  return openOutbox(server, options);
}

/** Write a post, and let everything happen that follows at once. */
async function write(outbox, post) {
  const isStored = await outbox.add(post);
  await settle();
  return isStored;
}

/** The seconds after which posts are sent. */
async function sentAt(server, seconds) {
  const moments = [];
  for (let second = 1; second <= seconds; second += 1) {
    const before = server.sent.length;
    await pass(1000, 500);
    if (server.sent.length > before) moments.push(second);
  }
  return moments;
}

const LATER = { state: "later" };
const states = ({ posts }) => posts.map(({ id, state }) => `${id} ${state}`).join(", ");

test("posts are sent in the order written, each after the one before is acknowledged", async () => {
  let acknowledge;
  const server = serverOf(
    () =>
      new Promise((resolve) => {
        acknowledge = resolve;
      }),
  );
  const outbox = await open(server);
  outbox.add({ id: "a" });
  await settle();
  outbox.add({ id: "b" });
  await settle();
  assert.deepEqual(server.sent, ["a"]);
  assert.equal(states(outbox), "a new, b new");
  acknowledge({ state: "saved" });
  await settle();
  assert.deepEqual(server.sent, ["a", "b"]);
  assert.equal(states(outbox), "");
});

test("what fails is sent again, with pauses that grow to half a minute", async () => {
  chance(0.9999);
  const server = serverOf(...Array(6).fill(LATER));
  const outbox = await open(server);
  await write(outbox, { id: "a" });
  assert.deepEqual(await sentAt(server, 130), [2, 6, 14, 30, 60, 90]);
  assert.equal(states(outbox), "");
});

test("everything behind a post that failed waits with it, and follows it in order", async () => {
  const server = serverOf(LATER, LATER, LATER);
  const outbox = await open(server);
  for (const id of ["a", "b", "c"]) await write(outbox, { id });
  assert.equal(states(outbox), "a waiting, b waiting, c waiting");
  await pass(10_000);
  assert.deepEqual(server.sent, ["a", "a", "a", "a", "b", "c"]);
});

test("a post that is refused stays with its reason, and does not hold up the next one", async () => {
  const server = serverOf({ state: "refused", reason: "Too long." });
  const outbox = await open(server);
  await write(outbox, { id: "a" });
  await write(outbox, { id: "b" });
  await pass(1000);
  assert.deepEqual(server.sent, ["a", "b"]);
  assert.deepEqual(
    outbox.posts.map(({ id, state, reason }) => [id, state, reason]),
    [["a", "refused", "Too long."]],
  );
  await write(outbox, { id: "c" });
  assert.deepEqual(server.sent, ["a", "b", "c"]);
});

test("a server that asks for a pause gets nothing during it, a minute at most, whatever happens in that time", async () => {
  chance(0);
  const server = serverOf({ state: "later", wait: 3_600_000, reason: "Busy." });
  const outbox = await open(server);
  await write(outbox, { id: "a" });
  assert.equal(outbox.posts[0].reason, "Busy.");
  await write(outbox, { id: "b" });
  window.dispatchEvent(new Event("online"));
  await pass(59_000, 500);
  assert.deepEqual(server.sent, ["a"]);
  await pass(2000, 500);
  assert.deepEqual(server.sent, ["a", "a", "b"]);
});

test("what an earlier visit left is sent when the page is opened", async () => {
  let isOpen = true;
  const first = await open(serverOf(LATER), { isMine: () => isOpen });
  await write(first, { id: "a" });
  isOpen = false;
  const server = serverOf();
  await openOutbox(server);
  await pass(500);
  assert.deepEqual(server.sent, ["a"]);
});

test("what waits is sent soon after the connection, the network or the reader comes back", async () => {
  for (const comesBack of [
    () => Connection.newest.accept(),
    () => window.dispatchEvent(new Event("online")),
    () => document.dispatchEvent(new Event("visibilitychange")),
  ]) {
    chance(0.9999);
    const server = serverOf(...Array(9).fill(LATER));
    const outbox = await open(server);
    const { rooms } = await outbox.load("live/rooms.js");
    rooms.addPane({ room: "r", version: 1 });
    await write(outbox, { id: "a" });
    await pass(62_000, 500);
    const tries = server.sent.length;
    server.answers.length = 0;
    comesBack();
    await pass(500);
    assert.equal(server.sent.length, tries + 1);
    assert.equal(states(outbox), "");
  }
});

test("of two tabs one sends, and each post once", async () => {
  openPage();
  const sent = [];
  const slow = {
    send: async ({ id }) => {
      sent.push(`${id} begins`);
      await new Promise((resolve) => setTimeout(resolve, 1000));
      sent.push(`${id} ends`);
      return { state: "saved" };
    },
  };
  const [one, other] = [await openOutbox(slow), await openOutbox(slow)];
  one.add({ id: "a" });
  await settle();
  other.add({ id: "b" });
  await pass(10_000);
  assert.deepEqual(sent, ["a begins", "a ends", "b begins", "b ends"]);
  assert.equal(states(one), "");
  assert.equal(states(other), "");
});

test("a tab that does not get its turn within five seconds says that its posts wait", async () => {
  openPage();
  let answer;
  const stuck = {
    send: () =>
      new Promise((resolve) => {
        answer = resolve;
      }),
  };
  const one = await openOutbox(stuck, { isMine: ({ me }) => me === "one" });
  const other = await openOutbox(serverOf(), { isMine: ({ me }) => me === "other" });
  one.add({ id: "a", me: "one" });
  await settle();
  other.add({ id: "b", me: "other" });
  await settle();
  await pass(4900);
  assert.equal(other.posts[1].state, "new");
  await pass(200);
  assert.equal(other.posts[1].state, "waiting");
  answer({ state: "saved" });
  await pass(2000);
  assert.equal(states(other), "");
});

test("posts of another writer are neither sent nor lost", async () => {
  const server = serverOf();
  const outbox = await open(server, { isMine: ({ me }) => me === "7" });
  await write(outbox, { id: "a", me: "8" });
  await write(outbox, { id: "b", me: "7" });
  await pass(1000);
  assert.deepEqual(server.sent, ["b"]);
  assert.equal(states(outbox), "a new");
});

test("outboxes of different names do not see each other's posts", async () => {
  const outbox = await open(serverOf(LATER));
  const { Outbox } = await outbox.load("outbox/outbox.js");
  const other = serverOf();
  const comments = new Outbox("comments", { send: other.send, isMine: () => true, delayAfterReconnect: DELAY });
  await comments.start();
  await write(outbox, { id: "a" });
  assert.equal(states(comments), "");
  assert.deepEqual(other.sent, []);
});

test("a post that is taken back is returned and not sent any more", async () => {
  const server = serverOf(LATER);
  const outbox = await open(server);
  await write(outbox, { id: "a", values: [["text", "one"]] });
  const outcome = outbox.outcome("a", { final: true });
  const post = await outbox.takeBack("a");
  assert.deepEqual(post.values, [["text", "one"]]);
  assert.deepEqual(await outcome, { state: "taken-back" });
  await pass(10_000);
  assert.deepEqual(server.sent, ["a"]);
});

test("a post is taken back only after the request that is under way, and not at all once it is saved", async () => {
  let answer;
  const outbox = await open(
    serverOf(
      () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    ),
  );
  outbox.add({ id: "a" });
  await settle();
  let taken = "not yet";
  outbox.takeBack("a").then((post) => {
    taken = post;
  });
  await pass(1000);
  assert.equal(taken, "not yet");
  answer({ state: "saved" });
  await pass(1000);
  assert.equal(taken, undefined);
});

test("the first outcome of a post may be that it waits, the final one is not", async () => {
  const outbox = await open(serverOf(LATER));
  await write(outbox, { id: "a" });
  const first = await outbox.outcome("a");
  const final = outbox.outcome("a", { final: true });
  assert.equal(first.state, "waiting");
  await pass(2000);
  assert.equal((await final).state, "saved");
});

test("what was saved or refused is told with the post and what the server said", async () => {
  const outbox = await open(serverOf({ state: "refused", reason: "No.", html: "<form>" }));
  const answers = recorded(outbox, "answered");
  await write(outbox, { id: "a" });
  assert.equal(answers[0].post.id, "a");
  assert.equal(answers[0].html, "<form>");
  assert.equal((await outbox.outcome("a")).reason, "No.");
});

test("posts of more than thirty days ago are forgotten", async () => {
  const outbox = await open(serverOf({ state: "refused" }, { state: "refused" }));
  await write(outbox, { id: "old" });
  mock.timers.setTime(Date.now() + 29 * 24 * 3600 * 1000);
  await write(outbox, { id: "recent" });
  mock.timers.setTime(Date.now() + 2 * 24 * 3600 * 1000);
  assert.equal(states(await openOutbox(serverOf())), "recent refused");
});

test("the number of posts that wait is part of the connection state, and of those that only the page holds", async () => {
  const outbox = await open(serverOf(LATER, LATER));
  const { connectionState } = await outbox.load("live/connection-state.js");
  await write(outbox, { id: "a" });
  mock.method(IDBObjectStore.prototype, "put", () => {
    throw new Error("QuotaExceededError");
  });
  assert.equal(await write(outbox, { id: "b" }), false);
  assert.equal(connectionState.waiting, 2);
  assert.equal(connectionState.unstored, 1);
});

test("a page that alone holds a post asks before it is closed", async () => {
  const outbox = await open(serverOf(LATER, LATER));
  const closes = () => {
    const event = new Event("beforeunload", { cancelable: true });
    window.dispatchEvent(event);
    return !event.defaultPrevented;
  };
  await write(outbox, { id: "a" });
  assert.equal(closes(), true);
  mock.method(IDBObjectStore.prototype, "put", () => {
    throw new Error("QuotaExceededError");
  });
  await write(outbox, { id: "b" });
  assert.equal(closes(), false);
});

// ── an outbox that spaces its posts, so that nobody can tell from their moments who wrote them ──

const paced = { delayAfterReconnect: PACED_DELAY, isPaced: true };

test("a paced outbox leaves its delay before each post", async () => {
  chance(0.25); // 60 s
  const server = serverOf(LATER, LATER, LATER);
  const outbox = await open(server, paced);
  for (const id of ["a", "b", "c"]) await write(outbox, { id });
  server.sent.length = 0;
  assert.deepEqual(await sentAt(server, 200), [60, 120, 180]);
  assert.deepEqual(server.sent, ["a", "b", "c"]);
});

test("a network or a reader that comes back makes a paced delay no shorter", async () => {
  chance(0.25);
  const server = serverOf(LATER);
  const outbox = await open(server, paced);
  await write(outbox, { id: "a" });
  await pass(55_000, 1000);
  chance(0);
  window.dispatchEvent(new Event("online"));
  document.dispatchEvent(new Event("visibilitychange"));
  assert.deepEqual(await sentAt(server, 60), [5]);
});

test("a connection that comes back begins a paced delay anew where less than the shortest is left of it", async () => {
  chance(0.25);
  const server = serverOf(LATER);
  const outbox = await open(server, paced);
  const { rooms } = await outbox.load("live/rooms.js");
  await write(outbox, { id: "a" });
  await pass(39_000, 1000);
  rooms.dispatchEvent(new CustomEvent("open")); // 21 s are left, which is enough
  await pass(2000, 1000);
  rooms.dispatchEvent(new CustomEvent("open")); // 19 s are left
  assert.deepEqual(await sentAt(server, 70), [60]);
});

test("a device that slept past the moment of a post waits anew once it is awake", async () => {
  chance(0.25);
  const server = serverOf(LATER);
  const outbox = await open(server, paced);
  await write(outbox, { id: "a" });
  await pass(59_000, 1000);
  const now = Date.now;
  mock.method(Date, "now", () => now() + 600_000); // the lid was closed for ten minutes; timers stood still
  assert.deepEqual(await sentAt(server, 70), [61]);
});
