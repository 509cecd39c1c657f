// Forms that are sent by the outbox of signed posts: from the press of the button to what the server answers.

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { IDBObjectStore } from "fake-indexeddb";
import { openPage, openTab, serve, settle } from "./browser.js";

const NOW = `
  <form id="talk-form" data-outbox="now" data-draft="talk" method="post" action="/s/1/tables/2/entries/">
    <textarea name="text"></textarea><button>Send</button>
  </form>`;
const HELD = NOW.replace("now", "held").replaceAll("talk", "finding");
const BODY = {
  sayOffline: "Offline.",
  sayFailed: "Failed.",
  sayTooFast: "Too fast.",
  sayUnstored: "Keep this page open.",
};

const SAVED = () => new Response("", { status: 200, headers: { "Room-Version": "r 7" } });
const UNREACHED = () => {
  throw new TypeError("Failed to fetch");
};

async function open(html, answer = SAVED) {
  const window = openPage(html, { me: "7", head: '<meta name="csrf-cookie" content="csrftoken">' });
  document.cookie = "csrftoken=token";
  Object.assign(document.body.dataset, BODY);
  window.htmx = { process() {} };
  const requests = serve(answer);
  const load = openTab();
  const { startOutboxForms } = await load("outbox/forms.js");
  startOutboxForms();
  const { signedOutbox } = await load("outbox/signed-outbox.js");
  await settle();
  return { requests, signedOutbox, rooms: (await load("live/rooms.js")).rooms };
}

const form = () => document.querySelector("form");
const field = () => document.querySelector("textarea");

async function send(text) {
  if (text !== undefined) field().value = text;
  form().dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
  await settle();
}

test("a form that takes the next text at once is empty as soon as its text is stored", async () => {
  const { requests } = await open(NOW, () => new Promise(() => {}));
  await send("One region only");
  assert.equal(field().value, "");
  assert.equal(requests.length, 1);
  const { address, headers, body } = requests[0];
  assert.equal(address, "/s/1/tables/2/entries/");
  assert.deepEqual([headers.Writer, headers["X-CSRFToken"]], ["7", "token"]);
  assert.equal(body.get("text"), "One region only");
  assert.match(body.get("client_id"), /^[0-9a-f-]{36}$/);
});

test("a double press sends once, and nothing is sent for spaces", async () => {
  const { requests } = await open(NOW);
  field().value = "One";
  form().dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
  await send();
  await send("   ");
  assert.equal(requests.length, 1);
});

test("what is written on while a text is being stored stays", async () => {
  await open(NOW);
  field().value = "One";
  form().dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
  field().value = "One and two";
  await settle();
  assert.equal(field().value, " and two");
});

test("a text that is refused comes back into its form with the server's reason", async () => {
  await open(
    NOW,
    () => new Response("This stage is over.", { status: 403, headers: { "Content-Type": "text/plain" } }),
  );
  await send("Too late");
  assert.equal(field().value, "Too late");
  assert.equal(form().querySelector("[role=alert]").textContent, "This stage is over.");
});

test("a refused text does not overwrite what was begun after it", async () => {
  let answer;
  const { signedOutbox } = await open(
    NOW,
    () =>
      new Promise((resolve) => {
        answer = resolve;
      }),
  );
  await send("Too late");
  field().value = "the next one";
  answer(new Response("No.", { status: 403, headers: { "Content-Type": "text/plain" } }));
  await settle();
  assert.equal(field().value, "the next one");
  assert.equal(signedOutbox.posts[0].state, "refused");
});

test("a form that waits for its answer takes no text until then, and is emptied", async () => {
  let answer;
  await open(
    HELD,
    () =>
      new Promise((resolve) => {
        answer = resolve;
      }),
  );
  const taken = [];
  form().addEventListener("post-taken", ({ detail }) => taken.push(detail.state));
  await send("Backups");
  assert.equal(field().readOnly, true);
  answer(SAVED());
  await settle();
  assert.equal(field().readOnly, false);
  assert.equal(field().value, "");
  assert.deepEqual(taken, ["saved"]);
});

test("a form that the server sends back with errors takes the place of the one that was sent", async () => {
  const html = HELD.replace("<textarea", '<p class="field__error">Write a title.</p><textarea aria-invalid="true"');
  await open(HELD, () => new Response(html, { status: 422, headers: { "Content-Type": "text/html" } }));
  await send("Backups");
  assert.equal(document.querySelector(".field__error").textContent, "Write a title.");
  assert.equal(document.querySelectorAll("form").length, 1);
});

test("without a connection a stored text waits, and the form is free for the next one", async () => {
  const { signedOutbox } = await open(HELD, UNREACHED);
  await send("Backups");
  assert.equal(field().value, "");
  assert.equal(signedOutbox.posts[0].state, "waiting");
});

test("a text that the browser does not store stays in its form until the server has it", async () => {
  await open(HELD, UNREACHED);
  mock.method(IDBObjectStore.prototype, "put", () => {
    throw new Error("QuotaExceededError");
  });
  await send("Backups");
  assert.equal(field().value, "Backups");
  assert.equal(form().querySelector("[role=alert]").textContent, "Keep this page open.");
  serve(SAVED);
  await send();
  assert.equal(field().value, "");
});

test("a text that is sent again from its form has the same id, so that the server stores it once", async () => {
  const { requests } = await open(HELD, UNREACHED);
  mock.method(IDBObjectStore.prototype, "put", () => {
    throw new Error("QuotaExceededError");
  });
  await send("Backups");
  const again = serve(SAVED);
  await send();
  assert.equal(again[0].body.get("client_id"), requests[0].body.get("client_id"));
});

// ── what the server's answers mean ──

const plain =
  (status, text = "", headers = {}) =>
  () =>
    new Response(text, { status, headers: { "Content-Type": "text/plain", ...headers } });

for (const [what, answer, expected] of [
  ["an answer with the room's version", SAVED, undefined],
  ["an OK without it, which is not our server's", plain(200), { state: "waiting" }],
  ["no answer", UNREACHED, { state: "waiting" }],
  ["an error of the server", plain(502), { state: "waiting" }],
  ["a time-out", plain(408), { state: "waiting" }],
  ["too many requests", plain(429, "", { "Retry-After": "7" }), { state: "waiting" }],
  ["a sign-in page, because another person joined here", plain(401), { state: "waiting", why: "membership" }],
  ["another writer in this browser", plain(412), { state: "waiting", why: "membership" }],
  ["a refusal in words", plain(400, "No."), { state: "refused", reason: "No." }],
  ["a refusal without words", plain(404), { state: "refused", reason: "Failed." }],
]) {
  test(`${what} leaves a post ${expected ? `${expected.state}${expected.why ? " for its writer" : ""}` : "saved"}`, async () => {
    const { signedOutbox } = await open("", answer);
    await signedOutbox.add({ id: "a", path: "/s/1/tables/2/entries/", values: [["text", "One"]], me: "7" });
    await settle();
    const [post] = signedOutbox.posts;
    assert.equal(post?.state, expected?.state);
    assert.equal(post?.why, expected?.why);
    if (expected?.reason) assert.equal(post.reason, expected.reason);
  });
}
