// What this browser, and nobody else, knows: which comments of a session were written in it, and their secrets.

import { read, write } from "../page/local-storage.js";

const AT_MOST = 100;

/** The comments written here: `{ hash, secret, text, state, reason }`, oldest first. */
export function ownComments(session) {
  return read(key(session)) ?? [];
}

/** Remember a comment, or what became of it. */
export function remember(session, comment) {
  const comments = new Map(ownComments(session).map((each) => [each.hash, each]));
  comments.set(comment.hash, { ...comments.get(comment.hash), ...comment });
  write(key(session), Array.from(comments.values()).slice(-AT_MOST));
}

export function forget(session, hash) {
  write(
    key(session),
    ownComments(session).filter((each) => each.hash !== hash),
  );
}

/** Forget all comments of a session: somebody else may use this browser next. */
export function forgetComments(session) {
  write(key(session), null);
}

function key(session) {
  return `hashira.comments.${session}`;
}
