// The outbox of comments. A comment is sent without a cookie and carries no writer, and it is stored on this device only if its
// writer asked for that. It has an outbox of its own, apart from the posts that carry their writer.
//
// A comment: { id: the hash of its secret, secret, session, path, values: [["text", …]] }.

import { Outbox } from "../outbox/outbox.js";
import { anonymousFetch } from "./anonymous-fetch.js";
import { storeOwnComment } from "./own-comments-storage.js";
import { commentPass } from "./pass.js";

// ms. Others can see when a person comes back online. A comment sent at that moment would be attributed to that person, and two
// comments sent together to one writer.
const DELAY_AFTER_RECONNECT = [20_000, 180_000];

export const commentOutbox = new Outbox("comments", {
  send: sendComment,
  isMine: ({ session }) => session === document.body.dataset.session,
  delayAfterReconnect: DELAY_AFTER_RECONNECT,
  isPaced: true,
});

export function startCommentOutbox() {
  commentOutbox.addEventListener(
    "answered",
    ({ detail: { state, post } }) => state === "saved" && recordAcceptedComment(post),
  );
  commentOutbox.start();
}

/**
 * Send a comment by a single request. Returns `{ state }`: "saved"; "refused" with a `reason`; or "later", perhaps with the
 * server's `reason` and the ms to `wait`. An outdated pass is not renewed here: the page receives the new one like every page.
 */
export async function sendComment({ id, path, values: [[, text]] }) {
  const pass = commentPass();
  if (!pass) return { state: "later" };
  try {
    const answer = await anonymousFetch(path, { text, hash: id, pass });
    if (answer.status === 202) return { state: "saved" };
    const { error: reason, stale } = parsed(await answer.text()); // reading throws where the answer breaks off
    const isRefused = answer.status >= 400 && answer.status < 500 && ![408, 429].includes(answer.status) && !stale;
    const wait = answer.status === 429 ? 1000 * Number(answer.headers.get("Retry-After")) : 0;
    return { state: isRefused ? "refused" : "later", reason, wait, failed: true };
  } catch {
    return { state: "later" };
  }
}

function parsed(text) {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {}; // the answer came from a proxy, not from our server
  }
}

/** Record on this device, and nowhere else, that the comment was written here. */
export function recordAcceptedComment({ id, secret, session, values: [[, text]] }) {
  storeOwnComment(session, { hash: id, secret, text, state: "inbox" });
  document.dispatchEvent(new CustomEvent("comment-accepted"));
}
