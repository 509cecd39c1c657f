// The right to post a comment: one pass for the whole session, new with each pillar. It stands in the pane of comments; a page
// without that pane asks for it at the address that <body data-comments-src> names.

import { fetchPane } from "./pane-fetch.js";

/** The pass; with `fresh` as it is now, since it changed after we read it. "" where there is none. */
export async function commentPass({ fresh = false } = {}) {
  const pane = document.querySelector("[data-comment-pass]")?.closest("live-pane");
  if (pane && fresh) await pane.refresh();
  const markup = pane ?? (await fetched());
  return markup.querySelector("[data-comment-pass]")?.dataset.commentPass ?? "";
}

async function fetched() {
  const template = document.createElement("template");
  const { html } = await fetchPane(document.body.dataset.commentsSrc, "");
  template.innerHTML = html ?? "";
  return template.content;
}
