import assert from "node:assert/strict";
import { test } from "node:test";
import { openPage, openTab, pass } from "./browser.js";

const comment = (name) => `<li data-comment="${name}">${name}</li>`;
const visible = () =>
  Array.from(document.querySelectorAll("[data-comment]:not([hidden])"), ({ dataset }) => dataset.comment).join(" ");

async function open(...names) {
  openPage(`<ol>${names.map(comment).join("")}</ol>`);
  const { PacedDisplay } = await openTab()("live/paced-display.js");
  const list = document.querySelector("ol");
  const display = new PacedDisplay(list, 1000);
  const add = (...added) => display.enqueue(() => list.insertAdjacentHTML("beforeend", added.map(comment).join("")));
  return { list, display, add };
}

test("what the screen shows from the start is not delayed", async () => {
  const { display, list } = await open("a", "b");
  display.enqueue(() => list.append(list.firstElementChild));
  assert.equal(visible(), "b a");
});

test("comments that come together are shown one a second", async () => {
  const { add } = await open();
  add("a", "b", "c");
  assert.equal(visible(), "a");
  await pass(950);
  assert.equal(visible(), "a");
  await pass(50);
  assert.equal(visible(), "a b");
  await pass(1000);
  assert.equal(visible(), "a b c");
});

test("a change waits for the comments before it", async () => {
  const { add } = await open();
  add("a", "b");
  add("c");
  await pass(1000);
  assert.equal(visible(), "a b");
  await pass(1000);
  assert.equal(visible(), "a b c");
});

test("a comment that is taken back disappears at once, and does not come with a change that was waiting", async () => {
  const { display, add } = await open("a");
  add("b", "c");
  add("d", "e");
  display.remove(["a", "c", "d"]);
  assert.equal(visible(), "b");
  await pass(5000);
  assert.equal(visible(), "b e");
});

test("a stopped display shows nothing more", async () => {
  const { display, add } = await open();
  add("a", "b");
  display.stop();
  await pass(5000);
  assert.equal(visible(), "a");
});
