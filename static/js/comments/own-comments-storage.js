// The comments that were written in this browser, with their secrets. Only this browser knows them.

import { read, write } from "../page/local-storage.js";

const MOST = 100;

/** The comments written here: `{ hash, secret, text, state, reason }`, oldest first. */
export function ownComments(session) {
  return read(key(session)) ?? [];
}

/** Add a comment, or update the stored one with the same hash. */
export function storeOwnComment(session, comment) {
  const comments = new Map(ownComments(session).map((each) => [each.hash, each]));
  comments.set(comment.hash, { ...comments.get(comment.hash), ...comment });
  write(key(session), Array.from(comments.values()).slice(-MOST));
}

export function deleteOwnComment(session, hash) {
  write(
    key(session),
    ownComments(session).filter((each) => each.hash !== hash),
  );
}

/** Delete all comments of a session, because another person may use this browser next. */
export function deleteOwnComments(session) {
  write(key(session), null);
}

function key(session) {
  return `hashira.comments.${session}`;
}
