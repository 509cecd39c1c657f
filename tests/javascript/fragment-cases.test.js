import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { openPage, openTab, pass } from "./browser.js";

// tests/reviews/rehearsal/test_fragments.py runs the same cases.
const CASES = JSON.parse(readFileSync(new URL("../fragments.json", import.meta.url), "utf8"));

for (const { name, pane, fragment, after } of CASES) {
  test(name, async () => {
    openPage(`<live-pane id="heard">${pane}</live-pane><live-pane id="fetched">${after}</live-pane>`);
    const { applyFragment } = await openTab()("live/fragments.js");
    const [heard, fetched] = ["heard", "fetched"].map((id) => document.getElementById(id));
    applyFragment(heard, fragment);
    await pass(1000); // new elements are marked for a second
    for (const pane of [heard, fetched]) pane.normalize();
    assert.deepEqual(lines(heard), lines(fetched));
  });
}

/** What an element holds, without white space around text and whatever the order of attributes. */
function lines(element) {
  return Array.from(element.childNodes).flatMap((node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.data.trim() || [];
    const attributes = Array.from(node.attributes, ({ name, value }) => `${name}=${value}`).sort();
    return [[node.localName, ...attributes], ...lines(node), `end of ${node.localName}`];
  });
}
