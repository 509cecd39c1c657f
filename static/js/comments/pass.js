// The right to post a comment. The whole session shares one pass, which changes with each pillar and when somebody is removed.
// It is part of a pane, which every page of the session renews when its room tells it to. It is never fetched in order to send a
// comment, because others could see who fetches it.

/** The pass, or "" on a page without one. */
export function commentPass() {
  return document.querySelector("[data-comment-pass]")?.dataset.commentPass ?? "";
}
