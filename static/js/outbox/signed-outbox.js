// What people write at a table goes out through this lane: talk, findings and what is made of them, each with its writer.
//
// A post carries: `path`, `values` (the form's fields), `me` (who wrote it), `draft` (the draft its words go back to).

import { reach } from "../live/fetch-with-timeout.js";
import { rooms } from "../live/rooms.js";
import { csrfToken } from "../page/csrf.js";
import { reasonIn, sentenceFor } from "../page/error-messages.js";
import { Outbox } from "./outbox.js";

const PATIENCE = 20_000;
const HURRY = [0, 500]; // ms
const TOO_FAST = 5000; // ms to let pass, where the server does not say how many

export const signedPosts = new Outbox("signed", {
  send,
  isMine: ({ me }) => me === document.body.dataset.me,
  hurry: HURRY,
});

/** `why: "seat"`: in this browser somebody else sits there now. The server takes nothing that is sent as somebody else. */
async function send({ id, path, values, me }) {
  const headers = { "HX-Request": "true", "X-CSRFToken": csrfToken(), Writer: me };
  const body = new FormData(); // not percent signs, which make nine bytes of a letter that has three
  for (const [name, value] of [...values, ["client_id", id]]) body.append(name, value);
  const options = { method: "POST", headers, body, redirect: "manual", cache: "no-store", patience: PATIENCE };
  let answer, text;
  try {
    answer = await reach(path, options);
    text = await answer.text();
  } catch {
    return { state: "later" };
  }
  const { status } = answer;
  if (answer.type === "opaqueredirect" || status === 401 || status === 412) return { state: "later", why: "seat" };
  const wait = 1000 * Number(answer.headers.get("Retry-After"));
  if (status === 429) return { state: "later", wait: wait || TOO_FAST };
  if (status === 408 || status >= 500) return { state: "later", wait };
  if (status >= 400) return { state: "refused", ...reasonOf(answer, text) };
  // Only our own server knows the room's version: what stands between us and it may say "OK" to anything.
  if (!answer.headers.has("Room-Version")) return { state: "later" };
  rooms.hearAnswer(answer.headers.get("Room-Version"));
  return { state: "saved" };
}

/** Why it was refused, and the form that says so, where the server sent one. */
function reasonOf({ status, headers }, text) {
  const type = headers.get("Content-Type") ?? "";
  if (status !== 422) return { reason: sentenceFor(status, type, text) };
  return { reason: reasonIn(text) || sentenceFor(status, type, text), html: text };
}
