// The anonymous path in the browser: what is sent, and what is stored where.

import assert from "node:assert/strict";
import { test } from "node:test";
import { openPage, openTab, pass, serve, settle } from "./browser.js";

const COMPOSER = `
  <comment-composer data-src="/c/1/" data-session="1" data-say-offline="Offline." data-say-failed="Failed.">
    <form action="/c/1/"><textarea name="text"></textarea><p data-error hidden></p>
      <button type="button" data-keep hidden>Keep</button><button>Send</button>
      <p data-received data-say="Received." data-say-kept="Kept."></p></form>
  </comment-composer>
  <p data-comment-pass="pass-1"></p>`;

const ACCEPTED = () => new Response("{}", { status: 202 });
const UNREACHED = () => {
  throw new TypeError("Failed to fetch");
};

async function open(answer = ACCEPTED, { html = COMPOSER, me = "7", stored = {} } = {}) {
  openPage(html, { me });
  document.documentElement.lang = "en";
  for (const [key, value] of Object.entries(stored)) sessionStorage.setItem(key, value);
  const requests = serve(answer);
  const load = openTab();
  await load("elements/comment-composer.js");
  await settle();
  return { requests, load, field: document.querySelector("textarea") };
}

async function send(text) {
  const field = document.querySelector("textarea");
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  document.querySelector("form").dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
  await settle();
}

const own = () => JSON.parse(localStorage.getItem("hashira.comments.1")) ?? [];
const shown = (selector) => document.querySelector(selector).textContent;

test("a comment is sent by one request that carries nothing of its writer", async () => {
  const { requests } = await open();
  await send("Nobody rehearses recovery.");
  assert.equal(requests.length, 1);
  const { address, credentials, referrerPolicy, cache, headers, body } = requests[0];
  assert.deepEqual([address, credentials, referrerPolicy, cache], ["/c/1/", "omit", "no-referrer", "no-store"]);
  assert.deepEqual(Object.keys(headers).sort(), ["Accept-Language", "Content-Type"]);
  assert.deepEqual(Object.keys(JSON.parse(body)).sort(), ["hash", "pass", "text"]);
});

test("only this browser knows the secret whose hash was sent", async () => {
  const { requests } = await open();
  await send("Nobody rehearses recovery.");
  const [{ hash, secret, text, state }] = own();
  assert.deepEqual([text, state], ["Nobody rehearses recovery.", "inbox"]);
  assert.equal(requests[0].body.includes(secret), false);
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(secret));
  assert.equal(hash, Buffer.from(digest).toString("hex"));
  assert.equal(JSON.parse(requests[0].body).hash, hash);
});

test("an accepted comment leaves its field, and what was written in the meantime stays", async () => {
  const { field } = await open();
  await send("One");
  assert.equal(field.value, "");
  assert.equal(shown("[data-received]"), "Received.");
  let answer;
  serve(
    () =>
      new Promise((resolve) => {
        answer = resolve;
      }),
  );
  await send("Two");
  field.value = "Two and a half";
  answer(ACCEPTED());
  await settle();
  assert.equal(field.value, "Two and a half");
});

test("the same text sent again is the same comment, another text another one", async () => {
  const { requests } = await open(UNREACHED);
  await send("One");
  await send("One");
  await send("Two");
  const [first, second, third] = requests.map(({ body }) => JSON.parse(body).hash);
  assert.equal(first, second);
  assert.notEqual(second, third);
});

test("where nothing answers, the writer is offered to keep the comment, and nothing is stored on the device before", async () => {
  const { field } = await open(UNREACHED);
  await send("One");
  assert.equal(shown("[data-error]"), "Offline.");
  assert.equal(document.querySelector("[data-keep]").hidden, false);
  assert.equal(field.value, "One");
  const store = await openTab()("outbox/store.js");
  assert.deepEqual(await store.all(), []);
  document.querySelector("[data-keep]").click();
  await settle();
  const [post] = await store.all();
  assert.deepEqual([post.lane, post.session, post.me], ["comments", "1", undefined]);
  assert.equal(field.value, "");
  assert.equal(shown("[data-received]"), "Kept.");
});

test("a server that asks to wait gets the same comment again after that time", async () => {
  const { requests } = await open(() => new Response("{}", { status: 429, headers: { "Retry-After": "30" } }));
  await send("One");
  await pass(29_000, 500);
  assert.equal(requests.length, 1);
  serve(ACCEPTED);
  await pass(1500, 500);
  assert.equal(own()[0].text, "One");
});

for (const [what, answer, state] of [
  ["is refused", () => Response.json({ error: "No." }, { status: 403 }), "refused"],
  ["comes with an old pass", () => Response.json({ error: "Old.", stale: true }, { status: 403 }), "later"],
  ["meets a busy server", () => Response.json({ error: "Busy." }, { status: 429 }), "later"],
  ["meets an error of the server", () => new Response("<h1>Bad gateway", { status: 502 }), "later"],
  ["is answered by a proxy that says OK", () => new Response("<h1>Sign in", { status: 200 }), "later"],
  ["is not answered", UNREACHED, "later"],
  ["is acknowledged", ACCEPTED, "saved"],
]) {
  test(`the outcome of a comment that ${what} is "${state}"`, async () => {
    const { load } = await open(answer);
    const { sendComment } = await load("comments/comment-outbox.js");
    assert.equal((await sendComment({ id: "h", path: "/c/1/", values: [["text", "One"]] })).state, state);
  });
}

test("on a page without a pass nothing is sent", async () => {
  const { load, requests } = await open(ACCEPTED, { html: COMPOSER.replace(/<p data-comment-pass.*/, "") });
  const { sendComment } = await load("comments/comment-outbox.js");
  assert.deepEqual(await sendComment({ id: "h", path: "/c/1/", values: [["text", "One"]] }), { state: "later" });
  assert.deepEqual(requests, []);
});

// ── the draft of a comment ──

const DRAFT = "hashira.comment-draft.1";

test("a comment that is being written is there on the next page of the tab", async () => {
  const { field } = await open();
  field.value = "half";
  field.dispatchEvent(new Event("input", { bubbles: true }));
  const stored = { [DRAFT]: sessionStorage.getItem(DRAFT) };
  const next = await open(ACCEPTED, { stored });
  assert.equal(next.field.value, "half");
  assert.equal(next.field.hasAttribute("data-outlives-page"), true);
  assert.deepEqual(next.requests, []);
});

test("a comment whose request was cut off by the next page is sent again, as the same comment", async () => {
  let cutOff;
  const first = await open(
    () =>
      new Promise((_resolve, reject) => {
        cutOff = reject;
      }),
  );
  await send("One");
  window.dispatchEvent(new Event("pagehide"));
  cutOff(new TypeError("NetworkError"));
  await settle();
  const stored = { [DRAFT]: sessionStorage.getItem(DRAFT) };
  const { requests } = await open(ACCEPTED, { stored });
  assert.equal(JSON.parse(requests[0].body).hash, JSON.parse(first.requests[0].body).hash);
  assert.equal(own().length, 1);
});

test("another person's page shows no draft of the one before, and deletes it", async () => {
  const stored = { [DRAFT]: JSON.stringify({ me: "7", text: "half" }) };
  const { field } = await open(ACCEPTED, { stored, me: "8" });
  assert.equal(field.value, "");
  assert.equal(sessionStorage.getItem(DRAFT), null);
});

test("of the comments written here the last hundred are remembered, each with what became of it", async () => {
  openPage();
  const { ownComments, storeOwnComment, deleteOwnComment } = await openTab()("comments/own-comments-storage.js");
  for (let number = 1; number <= 101; number += 1) storeOwnComment("1", { hash: `h${number}`, text: "One" });
  storeOwnComment("1", { hash: "h50", state: "declined", reason: "Names somebody." });
  assert.equal(ownComments("1").length, 100);
  assert.equal(ownComments("1")[0].hash, "h2");
  assert.deepEqual(
    ownComments("1").find(({ hash }) => hash === "h50"),
    { hash: "h50", text: "One", state: "declined", reason: "Names somebody." },
  );
  deleteOwnComment("1", "h50");
  assert.equal(ownComments("1").length, 99);
  assert.deepEqual(ownComments("2"), []);
});
