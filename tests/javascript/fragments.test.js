import assert from "node:assert/strict";
import { test } from "node:test";
import { openPage, openTab, pass } from "./browser.js";

const TALK = `
  <live-pane id="pane"><ol id="talk" data-at-most="3"><li id="none">Nothing yet</li><li id="a" data-into="talk">A</li></ol></live-pane>`;

async function open(html) {
  openPage(html);
  const fragments = await openTab()("live/fragments.js");
  const pane = document.getElementById("pane");
  return { pane, apply: (markup) => fragments.applyFragment(pane, markup), ...fragments };
}

const texts = (selector) => Array.from(document.querySelectorAll(selector), (element) => element.textContent);

test("a new row goes to the end of the list that it names", async () => {
  const { apply } = await open(TALK);
  const changed = apply('<li id="b" data-into="talk">B</li>');
  assert.deepEqual(texts("#talk > li"), ["Nothing yet", "A", "B"]);
  assert.deepEqual(changed, [document.getElementById("b")]);
});

test("a new row goes before the one that it names, and at the end where that one is unknown", async () => {
  const { apply } = await open(TALK);
  apply('<li id="b" data-into="talk" data-before="a">B</li><li id="c" data-into="talk" data-before="z">C</li>');
  assert.deepEqual(texts("#talk > li"), ["Nothing yet", "B", "A", "C"]);
  assert.equal(document.getElementById("b").hasAttribute("data-before"), false);
});

test("a known row is replaced in its place", async () => {
  const { apply } = await open(TALK);
  apply('<li id="b" data-into="talk">B</li>');
  apply('<li id="a" data-into="talk">A, corrected</li>');
  assert.deepEqual(texts("#talk > li"), ["Nothing yet", "A, corrected", "B"]);
});

test("a row that is gone is removed, and its list counts as changed", async () => {
  const { apply } = await open(TALK);
  assert.deepEqual(apply('<li id="a" data-gone></li>'), [document.getElementById("talk")]);
  assert.deepEqual(texts("#talk > li"), ["Nothing yet"]);
  assert.deepEqual(apply('<li id="a" data-gone></li>'), []);
});

test("a full list loses its first rows, but never what is not a row", async () => {
  const { apply } = await open(TALK);
  for (const name of ["b", "c", "d"]) apply(`<li id="${name}" data-into="talk">${name.toUpperCase()}</li>`);
  assert.deepEqual(texts("#talk > li"), ["Nothing yet", "B", "C", "D"]);
});

test("what belongs to another pane is ignored", async () => {
  const { apply } = await open(`${TALK}<ol id="elsewhere"></ol>`);
  assert.deepEqual(apply('<li id="b" data-into="elsewhere">B</li><li>without an id</li>'), []);
  assert.deepEqual(texts("#elsewhere > li"), []);
});

test("each pane of a room gets a row of its own out of the same fragment", async () => {
  const { apply, applyFragment } = await open(`${TALK}<live-pane id="other"><ol id="more"></ol></live-pane>`);
  const html = '<li id="b" data-into="talk">B</li><li id="c" data-into="more">C</li>';
  apply(html);
  applyFragment(document.getElementById("other"), html);
  assert.deepEqual(texts("#talk > li, #more > li"), ["Nothing yet", "A", "B", "C"]);
});

test("a new row is marked for a second, and of a crowd only eight", async () => {
  const { apply } = await open('<live-pane id="pane"><ol id="talk"></ol></live-pane>');
  for (let row = 0; row < 12; row += 1) apply(`<li id="row-${row}" data-into="talk">${row}</li>`);
  assert.equal(texts("[data-arrived]").length, 8);
  await pass(1000);
  assert.equal(texts("[data-arrived]").length, 0);
  apply('<li id="late" data-into="talk">late</li>');
  assert.deepEqual(texts("[data-arrived]"), ["late"]);
});

test("what a reader has opened stays open when the pane is replaced", async () => {
  const { pane, replaceContent } = await open(
    '<live-pane id="pane"><details id="d"><summary>S</summary></details></live-pane>',
  );
  const details = pane.querySelector("details");
  details.open = true;
  replaceContent(pane, '<details id="d"><summary>S, changed</summary></details>');
  assert.equal(pane.querySelector("details"), details);
  assert.equal(details.open, true);
  assert.deepEqual(texts("summary"), ["S, changed"]);
});

test("a tick that is being sent is not undone by older markup, which is noted", async () => {
  const { pane, replaceContent } = await open(
    '<live-pane id="pane"><input type="checkbox" id="c" checked data-sending="true"></live-pane>',
  );
  const box = pane.querySelector("input");
  replaceContent(pane, '<input type="checkbox" id="c">');
  assert.equal(box.hasAttribute("checked"), true);
  assert.equal(box.hasAttribute("data-sending"), true);
  assert.equal(box.hasAttribute("data-overtaken"), true);
});

test("a button that now does something else takes no press for a second", async () => {
  const { pane, replaceContent } = await open(
    '<live-pane id="pane"><button id="b" hx-post="/start/">Start</button></live-pane>',
  );
  replaceContent(pane, '<button id="b" hx-post="/pause/">Pause</button>');
  const button = pane.querySelector("button");
  assert.equal(button.hasAttribute("data-fresh"), true);
  await pass(950);
  assert.equal(button.hasAttribute("data-fresh"), true);
  await pass(50);
  assert.equal(button.hasAttribute("data-fresh"), false);
});

test("a button that does the same for another value takes no press for as long as a double click lasts", async () => {
  const { pane, replaceContent } = await open(
    '<live-pane id="pane"><button id="b" hx-post="/next/" hx-vals="1">Next</button></live-pane>',
  );
  replaceContent(pane, '<button id="b" hx-post="/next/" hx-vals="2">Next</button>');
  const button = pane.querySelector("button");
  assert.equal(button.hasAttribute("data-fresh"), true);
  await pass(500);
  assert.equal(button.hasAttribute("data-fresh"), false);
});

test("a guard that is renewed lasts to the end of the longer one", async () => {
  const { pane, replaceContent } = await open(
    '<live-pane id="pane"><button id="b" hx-post="/next/" hx-vals="1">Next</button></live-pane>',
  );
  replaceContent(pane, '<button id="b" hx-post="/next/" hx-vals="2">Next</button>');
  replaceContent(pane, '<button id="b" hx-post="/end/" hx-vals="2">End</button>');
  await pass(600);
  assert.equal(pane.querySelector("button").hasAttribute("data-fresh"), true);
});

test("the comments that a fragment takes back are known by their ids", async () => {
  const { removedComments } = await open(TALK);
  assert.deepEqual(removedComments('<li id="comment-1f" data-gone></li><li id="comment-2e">stays</li>'), ["1f"]);
});
