// What this browser, and nobody else, knows: which comments of a session were written in it, and their secrets.
// Without storage (a private window) it lasts as long as the page.

const AT_MOST = 100;
const fallback = new Map();

/** The comments written here: `{ hash, secret, text, state, reason }`, oldest first. */
export function ownComments(session) {
  try {
    return JSON.parse(localStorage.getItem(key(session))) ?? fallback.get(session) ?? [];
  } catch {
    return fallback.get(session) ?? [];
  }
}

/** Remember a comment, or what became of it. */
export function remember(session, comment) {
  const comments = new Map(ownComments(session).map((each) => [each.hash, each]));
  comments.set(comment.hash, { ...comments.get(comment.hash), ...comment });
  keep(session, Array.from(comments.values()).slice(-AT_MOST));
}

export function forget(session, hash) {
  keep(session, ownComments(session).filter((each) => each.hash !== hash));
}

function keep(session, comments) {
  fallback.set(session, comments);
  try {
    localStorage.setItem(key(session), JSON.stringify(comments));
  } catch {
    return; // the fallback holds it
  }
}

function key(session) {
  return `hashira.comments.${session}`;
}
