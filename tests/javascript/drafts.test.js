import assert from "node:assert/strict";
import { test } from "node:test";
import { openPage, openTab, pass } from "./browser.js";

const TALK = '<form id="talk-form" data-draft="talk"><textarea name="text"></textarea></form>';
const FINDING = `
  <form id="finding-form" data-draft="finding">
    <input name="title"><textarea name="as_is"></textarea>
    <input type="radio" name="risk" value="high"><input type="radio" name="risk" value="none">
    <input type="hidden" name="revision" value="3"><input type="hidden" name="csrf" value="secret">
    <button type="button" data-other-draft>Next draft</button>
  </form>`;

async function open(html, { me = "7" } = {}) {
  openPage(html, { me });
  return openDrafts();
}

/** A page of the same browser, after a reload or in another tab. */
async function openDrafts() {
  const drafts = await openTab()("outbox/drafts.js");
  drafts.startDrafts();
  return drafts;
}

const field = (name) => document.querySelector(`[name="${name}"]`);
const form = () => document.querySelector("form");

function type(name, text) {
  field(name).value = text;
  field(name).dispatchEvent(new Event("input", { bubbles: true }));
}

/** The same browser loads this page: what a page leaves is only what it stored. */
async function reload(html, options = {}) {
  const stored = Object.entries(localStorage);
  openPage(html, { me: "7", ...options });
  for (const [key, value] of stored) localStorage.setItem(key, value);
  return openDrafts();
}

/** The drafts stored under a key, as the texts of their fields. */
function stored(key = "hashira.draft.7.talk") {
  return (JSON.parse(localStorage.getItem(key)) ?? []).map(({ values }) => Object.fromEntries(values));
}

test("what is begun in a form is there again on the next page", async () => {
  await open(TALK);
  type("text", "One region only");
  assert.equal(form().hasAttribute("data-draft-kept"), true);
  await reload(TALK);
  assert.equal(field("text").value, "One region only");
  assert.equal(form().hasAttribute("data-draft-restored"), true);
});

test("a draft holds text, choices and the revision that is edited, but no other hidden field", async () => {
  await open(FINDING);
  document.querySelector('[value="high"]').checked = true;
  type("title", "Backups");
  assert.deepEqual(stored("hashira.draft.7.finding"), [{ title: "Backups", as_is: "", risk: "high", revision: "3" }]);
  await reload(FINDING);
  assert.equal(document.querySelector('[value="high"]').checked, true);
});

test("an emptied form leaves no draft", async () => {
  await open(TALK);
  type("text", "One");
  type("text", "");
  assert.equal(localStorage.getItem("hashira.draft.7.talk"), null);
  assert.equal(form().hasAttribute("data-draft-kept"), false);
});

test("another person in this browser sees no draft of the one before", async () => {
  await open(TALK);
  type("text", "One");
  await reload(TALK, { me: "8" });
  assert.equal(field("text").value, "");
});

test("a draft that another tab has changed since is not overwritten", async () => {
  await open(TALK);
  type("text", "From this tab");
  const key = "hashira.draft.7.talk";
  const [draft] = JSON.parse(localStorage.getItem(key));
  localStorage.setItem(key, JSON.stringify([{ ...draft, at: draft.at + 1, values: [["text", "From another"]] }]));
  type("text", "From this tab, continued");
  assert.deepEqual(stored(), [{ text: "From another" }, { text: "From this tab, continued" }]);
  type("text", "From this tab, to the end");
  assert.deepEqual(stored(), [{ text: "From another" }, { text: "From this tab, to the end" }]);
});

test("a form with several drafts shows one after the other, and says that there are more", async () => {
  await open(FINDING);
  type("title", "One");
  const { restorePost } = await openTab()("outbox/drafts.js");
  form().remove();
  restorePost({ id: "p", state: "refused", draft: "finding", values: [["title", "Two"]] });
  await reload(FINDING);
  assert.equal(field("title").value, "Two");
  assert.equal(form().hasAttribute("data-draft-others"), true);
  document.querySelector("button").click();
  assert.equal(field("title").value, "One");
  document.querySelector("button").click();
  assert.equal(field("title").value, "Two");
});

test("a discarded draft is gone, the others stay", async () => {
  await open(FINDING);
  type("title", "One");
  const key = "hashira.draft.7.finding";
  const other = { id: "x", at: Date.now(), values: [["title", "Two"]] };
  localStorage.setItem(key, JSON.stringify([...JSON.parse(localStorage.getItem(key)), other]));
  const { discardDraft } = await reload(FINDING);
  discardDraft(form());
  assert.deepEqual(
    stored(key).map(({ title }) => title),
    ["One"],
  );
});

test("a draft of a version that stored only one is still read", async () => {
  openPage(TALK, { me: "7" });
  localStorage.setItem("hashira.draft.7.talk", JSON.stringify({ at: Date.now(), values: [["text", "Old"]] }));
  await openDrafts();
  assert.equal(field("text").value, "Old");
});

test("drafts of more than thirty days ago are forgotten, newer ones of the same form stay", async () => {
  openPage(TALK, { me: "7" });
  const day = 24 * 3600 * 1000;
  const draft = (text, age) => ({ id: text, at: Date.now() - age * day, values: [["text", text]] });
  localStorage.setItem("hashira.draft.7.talk", JSON.stringify([draft("old", 31), draft("new", 29)]));
  localStorage.setItem("hashira.draft.9.talk", JSON.stringify([draft("old", 31)]));
  await openDrafts();
  assert.deepEqual(stored(), [{ text: "new" }]);
  assert.equal(localStorage.getItem("hashira.draft.9.talk"), null);
});

test("a post that is taken back goes above what was begun in a form with one field", async () => {
  const { restorePost } = await open(TALK);
  type("text", "begun");
  restorePost({ id: "p", state: "refused", draft: "talk", values: [["text", "taken back"]] });
  assert.equal(field("text").value, "taken back\nbegun");
  assert.deepEqual(stored(), [{ text: "taken back\nbegun" }]);
});

test("in a form with several fields it is a draft of its own beside what was begun", async () => {
  const { restorePost } = await open(FINDING);
  type("title", "begun");
  restorePost({ id: "p", state: "refused", draft: "finding", values: [["title", "taken back"]] });
  assert.equal(field("title").value, "taken back");
  assert.deepEqual(
    stored("hashira.draft.7.finding").map(({ title }) => title),
    ["begun", "taken back"],
  );
});

test("a post that may have arrived keeps its id, unless it is sent again as something else", async () => {
  const { restorePost } = await open(TALK);
  restorePost({ id: "p", state: "waiting", draft: "talk", values: [["text", "taken back"]] });
  assert.equal(form().dataset.clientId, "p");
  type("text", "");
  assert.equal(form().dataset.clientId, undefined);
  type("text", "begun");
  restorePost({ id: "p", state: "waiting", draft: "talk", values: [["text", "taken back"]] });
  assert.equal(form().dataset.clientId, undefined);
});

test("what was refused has another id when it is sent again", async () => {
  const { restorePost } = await open(TALK);
  restorePost({ id: "p", state: "refused", draft: "talk", values: [["text", "taken back"]] });
  assert.equal(form().dataset.clientId, undefined);
});

test("a post of another table goes into the form of this one", async () => {
  const { restorePost } = await open('<form data-draft="talk-2"><textarea name="text"></textarea></form>');
  restorePost({ id: "p", state: "refused", draft: "talk-1", values: [["text", "taken back"]] });
  assert.equal(field("text").value, "taken back");
});

test("where the form has to be opened first, the button that opens it is pressed", async () => {
  const { restorePost } = await open('<button type="button" data-draft-of="edit-5">Edit</button>');
  const button = document.querySelector("button");
  let pressed = 0;
  button.addEventListener("click", () => {
    pressed += 1;
  });
  restorePost({ id: "p", state: "refused", draft: "edit-5", values: [["title", "taken back"]] });
  assert.equal(pressed, 1);
  assert.equal(button.hasAttribute("data-draft-kept"), true);
  assert.deepEqual(stored("hashira.draft.7.edit-5"), [{ title: "taken back" }]);
});

test("a form that is reset loses its draft", async () => {
  await open(TALK);
  type("text", "One");
  field("text").value = "";
  form().dispatchEvent(new Event("reset", { bubbles: true }));
  await pass(10);
  assert.deepEqual(stored(), []);
});

test("a form that htmx fetched gets its draft, one that the server sent back is stored as it is", async () => {
  await open(TALK);
  type("text", "One");
  document.body.innerHTML = TALK;
  const swapped = (verb) =>
    form().dispatchEvent(
      new CustomEvent("htmx:afterSwap", { bubbles: true, detail: { requestConfig: { verb, elt: form() } } }),
    );
  swapped("get");
  assert.equal(field("text").value, "One");
  document.body.innerHTML = '<form data-draft="talk" data-unsaved><textarea name="text">Refused</textarea></form>';
  swapped("post");
  assert.deepEqual(stored().at(-1), { text: "Refused" });
});

test("a page with text that the browser could not store asks before it is closed", async () => {
  await open(TALK);
  const closes = () => {
    const event = new Event("beforeunload", { cancelable: true });
    window.dispatchEvent(event);
    return !event.defaultPrevented;
  };
  type("text", "stored");
  assert.equal(closes(), true);
  globalThis.localStorage = {
    ...localStorage,
    getItem: () => null,
    removeItem() {},
    setItem() {
      throw new Error("QuotaExceededError");
    },
  };
  type("text", "not stored");
  assert.equal(closes(), false);
  type("text", "");
  assert.equal(closes(), true);
});

/** Another tab changes what is stored, and this page hears of it. */
function storedElsewhere(key, drafts) {
  if (drafts) localStorage.setItem(key, JSON.stringify(drafts));
  else localStorage.removeItem(key);
  window.dispatchEvent(new Event("storage"));
}

test("a draft that another tab has sent is not offered again", async () => {
  await open(TALK);
  type("text", "One region only");
  await reload(TALK);
  assert.equal(field("text").value, "One region only");
  storedElsewhere("hashira.draft.7.talk", null);
  assert.equal(field("text").value, "");
  assert.equal(form().hasAttribute("data-draft-restored"), false);
  assert.equal(form().hasAttribute("data-draft-kept"), false);
});

test("what was written on in this tab stays where another tab sends the draft", async () => {
  await open(TALK);
  type("text", "One region only");
  field("text").value = "One region only, and no way back";
  storedElsewhere("hashira.draft.7.talk", null);
  assert.equal(field("text").value, "One region only, and no way back");
});

test("a draft that another tab has written on stays, in both tabs", async () => {
  await open(TALK);
  type("text", "One");
  const [draft] = JSON.parse(localStorage.getItem("hashira.draft.7.talk"));
  storedElsewhere("hashira.draft.7.talk", [{ ...draft, at: draft.at + 1, values: [["text", "One and two"]] }]);
  assert.equal(field("text").value, "One");
});

test("a person who was moved finds the edits of the old table as drafts of a new finding", async () => {
  openPage(`<p data-moved></p>${FINDING}`, { me: "7" });
  const edit = [
    ["title", "Edited"],
    ["revision", "3"],
  ];
  localStorage.setItem("hashira.draft.7.edit-5", JSON.stringify([{ id: "e", at: Date.now(), values: edit }]));
  localStorage.setItem(
    "hashira.draft.7.finding",
    JSON.stringify([{ id: "f", at: Date.now(), values: [["title", "New"]] }]),
  );
  await openDrafts();
  assert.equal(localStorage.getItem("hashira.draft.7.edit-5"), null);
  assert.equal(field("title").value, "New");
  document.querySelector("button").click();
  assert.equal(field("title").value, "Edited");
});
