// What a browser deletes of somebody who has left.

import assert from "node:assert/strict";
import { test } from "node:test";
import { openPage, openTab, pass } from "./browser.js";

const POSTS = [
  { id: "theirs", lane: "signed", me: "p7", path: "/s/1/tables/2/entries/" },
  { id: "of another session", lane: "signed", me: "p7", path: "/s/2/tables/3/entries/" },
  { id: "of another person", lane: "signed", me: "p8", path: "/s/1/tables/2/entries/" },
  { id: "comment", lane: "comments", session: "1", path: "/c/1/" },
];

/** A browser that stores something of several people, on a page to which the server sent this cookie. */
async function open(cookie, { me = "", session = "1" } = {}) {
  openPage("", { me, session });
  const store = await openTab()("outbox/store.js");
  for (const post of POSTS) await store.add(post);
  localStorage.setItem("hashira.draft.p7.talk", '[{"id":"a","at":1,"values":[]}]');
  localStorage.setItem("hashira.draft.p8.talk", '[{"id":"b","at":1,"values":[]}]');
  localStorage.setItem("hashira.draft.12.talk", '[{"id":"c","at":1,"values":[]}]');
  localStorage.setItem("hashira.comments.1", '[{"hash":"h","secret":"s"}]');
  localStorage.setItem("hashira.comments.2", '[{"hash":"i","secret":"t"}]');
  sessionStorage.setItem("hashira.comment-draft.1", '{"me":"p7","text":"half"}');
  if (cookie) document.cookie = `${cookie}; Path=/`;
  return store;
}

async function clear() {
  const { storageCleared } = await openTab()("page/clear-storage.js");
  await storageCleared;
  await pass(1000); // the cookie expires
}

const leftOver = async (store) => ({
  posts: (await store.all()).map(({ id }) => id),
  stored: Object.keys(localStorage).sort(),
  draft: sessionStorage.getItem("hashira.comment-draft.1"),
});

test("without a cookie everything stays", async () => {
  const store = await open("");
  await clear();
  const { posts, stored } = await leftOver(store);
  assert.equal(posts.length, 4);
  assert.equal(stored.length, 5);
});

test("a participant who left a session leaves nothing of it, and what others wrote stays", async () => {
  const store = await open("left=1.p7");
  await clear();
  assert.deepEqual(await leftOver(store), {
    posts: ["of another session", "of another person"],
    stored: ["hashira.comments.2", "hashira.draft.12.talk", "hashira.draft.p8.talk"],
    draft: null,
  });
  assert.equal(document.cookie.includes("left="), false);
});

test("several people are named in one cookie", async () => {
  const store = await open("left=1.p7~1.p8");
  await clear();
  assert.deepEqual((await leftOver(store)).posts, ["of another session"]);
});

test("what an account wrote and has not sent stays, with its drafts; comments of the session do not", async () => {
  const store = await open("left=1.12");
  await store.add({ id: "account's", lane: "signed", me: "12", path: "/s/1/tables/2/entries/" });
  await clear();
  const { posts, stored } = await leftOver(store);
  assert.ok(posts.includes("account's"));
  assert.ok(stored.includes("hashira.draft.12.talk"));
  assert.equal(stored.includes("hashira.comments.1"), false);
});

test("other pages of the person who left close, and store no draft any more", async (t) => {
  await open("", { me: "p7" });
  const replace = t.mock.method(location, "replace", () => {});
  const load = openTab();
  await load("page/clear-storage.js");
  const { storeCommentDraft } = await load("comments/draft.js");
  document.cookie = "left=1.p7; Path=/";
  await clear();
  assert.deepEqual(replace.mock.calls[0].arguments, ["/"]);
  assert.equal(storeCommentDraft("1", { text: "late" }), false);
});

test("pages of others stay open", async (t) => {
  await open("left=1.p7", { me: "p8" });
  const replace = t.mock.method(location, "replace", () => {});
  await openTab()("page/clear-storage.js");
  await clear();
  assert.equal(replace.mock.callCount(), 0);
});

test("what somebody has not sent in a session is counted, their comments with it", async () => {
  await open("");
  const { unsentPostsOf } = await openTab()("page/clear-storage.js");
  assert.deepEqual(
    (await unsentPostsOf("1", "p7")).map(({ id }) => id),
    ["theirs", "comment"],
  );
});
