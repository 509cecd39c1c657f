import assert from "node:assert/strict";
import { test } from "node:test";
import { openPage, openTab, pass, settle } from "./browser.js";

async function open() {
  openPage();
  Object.defineProperty(document, "hidden", { value: false, writable: true });
  const applied = [];
  const pane = (name) => ({ applyChanges: (changes) => applied.push(`${name}: ${changes.join(" ")}`) });
  return { ...(await openTab()("live/render-scheduler.js")), applied, talk: pane("talk"), board: pane("board") };
}

test("changes wait for the next frame of the screen, and those of one pane are applied together and in order", async () => {
  const { scheduleChange, applied, talk, board } = await open();
  scheduleChange(talk, "one");
  scheduleChange(board, "two");
  scheduleChange(talk, "three");
  assert.deepEqual(applied, []);
  await pass(20);
  assert.deepEqual(applied, ["talk: one three", "board: two"]);
});

test("the next changes are applied a tenth of a second later at the earliest", async () => {
  const { scheduleChange, applied, talk } = await open();
  scheduleChange(talk, "one");
  await pass(20, 1);
  scheduleChange(talk, "two");
  await pass(90, 1);
  scheduleChange(talk, "three");
  assert.deepEqual(applied, ["talk: one"]);
  await pass(30, 1);
  assert.deepEqual(applied, ["talk: one", "talk: two three"]);
});

test("changes that were cancelled are not applied", async () => {
  const { scheduleChange, cancelChanges, applied, talk, board } = await open();
  scheduleChange(talk, "one");
  scheduleChange(board, "two");
  cancelChanges(talk);
  await pass(20);
  assert.deepEqual(applied, ["board: two"]);
});

test("a hidden page applies changes at once, also those that were waiting when it was hidden", async () => {
  const { scheduleChange, applied, talk } = await open();
  scheduleChange(talk, "one");
  document.hidden = true;
  document.dispatchEvent(new Event("visibilitychange"));
  assert.deepEqual(applied, ["talk: one"]);
  scheduleChange(talk, "two");
  await settle();
  assert.deepEqual(applied, ["talk: one", "talk: two"]);
});

test("an error in one pane is reported and does not stop the others", async (t) => {
  const { scheduleChange, applied, board } = await open();
  const reported = t.mock.method(globalThis, "reportError", () => {});
  const broken = {
    applyChanges() {
      throw new Error("broken");
    },
  };
  scheduleChange(broken, "one");
  scheduleChange(board, "two");
  await pass(20);
  assert.deepEqual(applied, ["board: two"]);
  assert.equal(reported.mock.calls[0].arguments[0].message, "broken");
});
