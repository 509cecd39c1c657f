// The comment that somebody is writing. It stays in sessionStorage, in this tab alone, until it is sent. So its writer can move
// to another page of the session with everyone else; a person who stayed behind to finish would be known as the writer.
//
// A draft: { me: the number of its writer; text; secret: of a comment that the server may already have; isOpen, hasFocus: the
// state of the composer; isSending: a request was under way }. It is never shown to another person who uses this tab: it is
// deleted when its writer leaves, or where the page of another person finds it.

const PREFIX = "hashira.comment-draft.";

let isClosing = false;

/** The draft of a session, if the person in that session in this browser wrote it; else an empty object. */
export function commentDraft(session) {
  const draft = stored(session);
  if (draft.me === document.body.dataset.me) return draft;
  remove(session);
  return {};
}

/** Change a draft. Returns whether it is stored; without storage it is lost with the page. */
export function storeCommentDraft(session, changes) {
  if (isClosing) return false;
  try {
    const draft = { ...commentDraft(session), ...changes, me: document.body.dataset.me };
    sessionStorage.setItem(PREFIX + session, JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

/** Delete the draft that `writer` has in a session. With `closes`, this page belongs to them and stores no draft any more. */
export function deleteCommentDraft(session, writer, { closes = false } = {}) {
  isClosing ||= closes;
  if (stored(session).me === writer) remove(session);
}

function stored(session) {
  try {
    return JSON.parse(sessionStorage.getItem(PREFIX + session)) ?? {};
  } catch {
    return {};
  }
}

function remove(session) {
  try {
    sessionStorage.removeItem(PREFIX + session);
  } catch {
    return;
  }
}
