// What became of one's own comments: read from the page, without asking.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { openPage, openTab, serve, settle } from "./browser.js";

const VECTORS = JSON.parse(readFileSync(new URL("../outcomes.json", import.meta.url)));
const OWN = `
  <own-comments data-session="1" data-stored-src="/c/1/" data-say-waiting="Only you see it."
    data-say-shown="On the screen" data-say-declined="Not shown:">
    <template><li><p data-text></p><span data-fate></span> <span data-reason></span><dl data-row hidden></dl></li></template>
    <ol></ol>
  </own-comments>
  <div id="pane"><ol id="comment-outcomes"></ol></div>`;

async function open(comments) {
  openPage(OWN, { me: "7" });
  localStorage.setItem("hashira.comments.1", JSON.stringify(comments));
  const requests = serve(() => new Response("{}"));
  await openTab()("elements/own-comments.js");
  await settle();
  return requests;
}

function told(vector, state) {
  const row = document.createElement("li");
  row.id = `outcome-${vector.token}`;
  row.dataset.outcome = state;
  row.dataset.sealedReason = vector.sealed;
  document.querySelector("#comment-outcomes").append(row);
  document.dispatchEvent(new CustomEvent("pane-changed", { detail: { changed: [row] } }));
}

const shown = () => document.querySelector("own-comments ol").textContent.replace(/\s+/g, " ").trim();

for (const vector of VECTORS) {
  test(`a reason of ${vector.reason.length} characters is read as soon as it is told, without a request`, async () => {
    const requests = await open([{ hash: vector.hash, text: "Mine", state: "inbox" }]);
    assert.equal(shown(), "MineOnly you see it.");
    told(vector, "declined");
    assert.equal(shown(), `MineNot shown: ${vector.reason}`);
    assert.deepEqual(requests, []);
  });
}

test("a comment that is shown is no longer listed as one that only its writer sees", async () => {
  await open([{ hash: VECTORS[0].hash, text: "Mine", state: "waiting" }]);
  told({ ...VECTORS[0], sealed: "" }, "shown");
  assert.equal(shown(), "MineOn the screen");
});

test("the outcome of another writer's comment changes nothing", async () => {
  await open([{ hash: VECTORS[0].hash, text: "Mine", state: "waiting" }]);
  told(VECTORS[1], "declined");
  assert.equal(shown(), "MineOnly you see it.");
});
