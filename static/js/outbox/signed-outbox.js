// The outbox of what people write at a table under their name: talk, findings and changes of findings.
//
// A post carries `path`, `values` (the form's fields), `me` (its writer) and `draft` (the draft that its text returns to when it
// is taken back).

import { fetchWithTimeout } from "../live/fetch-with-timeout.js";
import { rooms } from "../live/rooms.js";
import { csrfToken } from "../page/csrf.js";
import { errorMessage, formErrors } from "../page/error-messages.js";
import { Outbox } from "./outbox.js";

const TIMEOUT = 20_000; // ms
const DELAY_AFTER_RECONNECT = [0, 500]; // ms
const DELAY_IF_TOO_FAST = 5000; // ms, where the server does not say how long to wait

export const signedOutbox = new Outbox("signed", {
  send,
  isMine: ({ me }) => me === document.body.dataset.me,
  delayAfterReconnect: DELAY_AFTER_RECONNECT,
});

/** In the answer, `why: "membership"` says that another person has joined in this browser: the server accepts no post in another's name. */
async function send({ id, path, values, me }) {
  const headers = { "HX-Request": "true", "X-CSRFToken": csrfToken(), Writer: me };
  const body = new FormData(); // URL encoding would make nine bytes of a letter that has three
  for (const [name, value] of [...values, ["client_id", id]]) body.append(name, value);
  const options = { method: "POST", headers, body, redirect: "manual", cache: "no-store", timeout: TIMEOUT };
  let answer;
  let text;
  try {
    answer = await fetchWithTimeout(path, options);
    text = await answer.text();
  } catch {
    return { state: "later" };
  }
  const { status } = answer;
  if (answer.type === "opaqueredirect" || status === 401 || status === 412)
    return { state: "later", why: "membership" };
  const wait = 1000 * Number(answer.headers.get("Retry-After"));
  if (status === 429) return { state: "later", wait: wait || DELAY_IF_TOO_FAST };
  if (status === 408 || status >= 500) return { state: "later", wait };
  if (status >= 400) return { state: "refused", ...reasonOf(answer, text) };
  // Only our server knows the room's version. A proxy in between may answer "OK" to anything.
  if (!answer.headers.has("Room-Version")) return { state: "later" };
  rooms.expectVersions(answer.headers.get("Room-Version"));
  return { state: "saved" };
}

/** Why the post was refused, and the form that says so, where the server sent one. */
function reasonOf({ status, headers }, text) {
  const type = headers.get("Content-Type") ?? "";
  if (status !== 422) return { reason: errorMessage(status, type, text) };
  return { reason: formErrors(text) || errorMessage(status, type, text), html: text };
}
