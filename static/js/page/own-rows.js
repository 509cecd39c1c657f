// Marks the reader's own rows. A pane is the same for everyone: its rows name their writer in `data-by`, the page names its
// reader in `data-me`, and a row of the reader's gets `data-own`. Rows name a facilitator by a mark, which their page of that table
// has in `data-my-mark`.

import { queryWithin } from "../live/fragments.js";

export function startOwnRows() {
  markOwnRows([document.body]);
  document.addEventListener("pane-changed", ({ detail }) => markOwnRows(detail.changed));
}

/** Whether the reader of this page wrote the row. */
export function isOwnRow(row) {
  const { by } = row.dataset;
  return Boolean(by) && (by === document.body.dataset.me || by === markOfReader());
}

function markOfReader() {
  return document.querySelector("[data-my-mark]")?.dataset.myMark;
}

function markOwnRows(elements) {
  for (const row of queryWithin(elements, "[data-by]:not([data-own])")) if (isOwnRow(row)) row.dataset.own = "";
}
