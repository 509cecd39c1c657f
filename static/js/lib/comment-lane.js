// Comments without a name: sent without a cookie, and kept on this device only where their writer agreed to it. A comment that
// is kept waits in a lane of its own, apart from all that is signed, and carries no writer.
//
// A comment: { id: the hash of its secret, secret, session, path, values: [["text", …]] }.

import { anonymously } from "./anonymous.js";
import { remember } from "./comment-memory.js";
import { commentPass } from "./comment-pass.js";
import { Outbox } from "./outbox.js";

const HURRY = [1000, 6000]; // ms: the moment at which a line came back says less about who wrote

export const comments = new Outbox("comments", {
  send: sendComment,
  isMine: ({ session }) => session === document.body.dataset.session,
  hurry: HURRY,
});

export function startComments() {
  comments.addEventListener("answered", ({ detail: { state, post } }) => state === "saved" && acceptComment(post));
  comments.start();
}

/** Send it once: "saved", "refused" with a `reason`, or "later", perhaps with a `reason` of the server's. */
export async function sendComment(comment) {
  try {
    let answer = await post(comment);
    if (await isStale(answer)) answer = await post(comment, { fresh: true });
    if (answer.status === 202) return { state: "saved" };
    const { error: reason } = await answer.json().catch(() => ({}));
    const isRefused = answer.status >= 400 && answer.status < 500 && ![408, 429].includes(answer.status);
    return { state: isRefused ? "refused" : "later", reason, failed: true };
  } catch {
    return { state: "later" };
  }
}

/** This browser, and nobody else, knows from now on that it was written here. */
export function acceptComment({ id, secret, session, values: [[, text]] }) {
  remember(session, { hash: id, secret, text, state: "inbox" });
  document.dispatchEvent(new CustomEvent("comment-accepted"));
}

async function post({ id, path, values: [[, text]] }, options) {
  return anonymously(path, { text, hash: id, pass: await commentPass(options) });
}

/** The pass changed since we read it: it does with each pillar. */
async function isStale(answer) {
  if (answer.status === 410) return true;
  if (answer.status !== 403) return false;
  const { stale } = await answer.clone().json().catch(() => ({}));
  return stale === true;
}
