// Comments without a name: sent without a cookie, and kept on this device only where their writer agreed to it. A comment that
// is kept waits in a lane of its own, apart from all that is signed, and carries no writer.
//
// A comment: { id: the hash of its secret, secret, session, path, values: [["text", …]] }.

import { Outbox } from "../outbox/outbox.js";
import { anonymously } from "./anonymous-fetch.js";
import { remember } from "./own-comments-storage.js";
import { commentPass } from "./pass.js";

// ms. Others see when somebody comes back: a comment that followed at once would be theirs, and two that came together one hand's.
const HURRY = [20_000, 180_000];

export const comments = new Outbox("comments", {
  send: sendComment,
  isMine: ({ session }) => session === document.body.dataset.session,
  hurry: HURRY,
  isPatient: true,
});

export function startComments() {
  comments.addEventListener("answered", ({ detail: { state, post } }) => state === "saved" && acceptComment(post));
  comments.start();
}

/**
 * Send it once, by this one request: "saved", "refused" with a `reason`, or "later", perhaps with a `reason` of the server's and
 * the ms to `wait`. Where the pass is an old one, the page hears of the new one as every page does.
 */
export async function sendComment({ id, path, values: [[, text]] }) {
  const pass = commentPass();
  if (!pass) return { state: "later" };
  try {
    const answer = await anonymously(path, { text, hash: id, pass });
    if (answer.status === 202) return { state: "saved" };
    const { error: reason, stale } = wordsIn(await answer.text()); // which throws where the answer breaks off
    const isRefused = answer.status >= 400 && answer.status < 500 && ![408, 429].includes(answer.status) && !stale;
    const wait = answer.status === 429 ? 1000 * Number(answer.headers.get("Retry-After")) : 0;
    return { state: isRefused ? "refused" : "later", reason, wait, failed: true };
  } catch {
    return { state: "later" };
  }
}

function wordsIn(text) {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {}; // said by what stands between us and our server
  }
}

/** This browser, and nobody else, knows from now on that it was written here. */
export function acceptComment({ id, secret, session, values: [[, text]] }) {
  remember(session, { hash: id, secret, text, state: "inbox" });
  document.dispatchEvent(new CustomEvent("comment-accepted"));
}
