// The counter before the limit of a text, and the error that leaves with it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { openPage, openTab } from "./browser.js";

// tests/workshop/sessions/test_texts.py runs the same cases.
const CASES = JSON.parse(readFileSync(new URL("../texts.json", import.meta.url), "utf8"));

async function open(html) {
  openPage(html);
  Object.assign(document.body.dataset, { sayLeft: "# left", sayOver: "# too many" });
  const limits = await openTab()("page/text-limits.js");
  limits.startTextLimits();
  return limits;
}

function type(text) {
  const field = document.querySelector("textarea");
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

const count = () => document.querySelector("[data-count]");

for (const { written, stored } of CASES) {
  test(`the browser counts ${JSON.stringify(written)} as the server stores it`, async () => {
    const { normalized } = await open("");
    assert.equal(normalized(written), stored);
  });
}

test("the counter appears shortly before the limit, and counts what is too much", async () => {
  await open('<textarea data-limit="100"></textarea>');
  type("x".repeat(80));
  assert.equal(count(), null);
  type("x".repeat(81));
  assert.equal(count().textContent, "19 left");
  assert.equal(count().hidden, false);
  type(`${"𠮷".repeat(101)}  `);
  assert.equal(count().textContent, "1 too many");
  assert.equal(count().hasAttribute("data-over"), true);
  assert.equal(count().hidden, false);
  type("x");
  assert.equal(count().hidden, true);
});

for (const [where, html] of [
  ["in a field", '<div class="field" data-wrong>FIELD<p class="field__error" id="error">Too long.</p></div>'],
  ["below a form", '<form>FIELD</form><div class="field__error" id="error">Too long.</div>'],
]) {
  test(`the error of a text that was too long leaves ${where} once the text is short enough`, async () => {
    const field = `<textarea data-limit="5" aria-invalid="true" aria-describedby="hint error">123456</textarea>`;
    await open(html.replace("FIELD", field));
    type("1234567");
    assert.notEqual(document.querySelector(".field__error"), null);
    type("12345");
    assert.equal(document.querySelector(".field__error"), null);
    assert.equal(document.querySelector("[aria-invalid], [data-wrong]"), null);
  });
}

test("another error stays while its text is written", async () => {
  await open(
    '<textarea data-limit="50" aria-invalid="true" aria-describedby="error">a\u0007</textarea><p class="field__error" id="error">No.</p>',
  );
  type("a\u0007b");
  assert.notEqual(document.querySelector(".field__error"), null);
});
