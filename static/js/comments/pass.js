// The right to post a comment: one pass for the whole session, new with each pillar and when somebody is removed. It is in a
// pane of the page, which everyone's page renews by what its room tells, and is never fetched for a comment: others could see
// who fetches it.

/** The pass, or "" on a page without one. */
export function commentPass() {
  return document.querySelector("[data-comment-pass]")?.dataset.commentPass ?? "";
}
