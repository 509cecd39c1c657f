// A comment that is being written: it outlives the page, in this tab alone and until it is sent. So its writer may go to
// another page, or be led there with everyone else; a writer who stayed behind would be known by it.
//
// A draft: { me: the writer, by their number; text; secret: of a comment that may have arrived; isOpen, hasFocus: how the
// composer was left; isSending: it was on its way }. Somebody else in this tab never gets it: that it is theirs no longer is
// learned when they leave, or where another person's page finds it.

const PREFIX = "hashira.comment-draft.";

let isClosing = false;

/** What is being written in a session by the person who is in it in this browser now. */
export function commentDraft(session) {
  const draft = stored(session);
  if (draft.me === document.body.dataset.me) return draft;
  remove(session);
  return {};
}

/** Change a draft. Whether it is stored: without storage it ends with the page. */
export function keepCommentDraft(session, changes) {
  if (isClosing) return false;
  try {
    const draft = { ...commentDraft(session), ...changes, me: document.body.dataset.me };
    sessionStorage.setItem(PREFIX + session, JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

/** Forget what somebody is writing in this tab in a session they have left. If `closes`, this page is theirs and stores no more. */
export function forgetCommentDraft(session, writer, { closes = false } = {}) {
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
