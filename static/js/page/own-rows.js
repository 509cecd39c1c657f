// Marks the reader's own rows. A pane is the same for everyone: its rows name their writer in `data-by`, the page names its
// reader in `data-me`, and a row of the reader's gets `data-own`. Rows name a facilitator by a mark, which their page of that table
// has in `data-my-mark`.

import { queryWithin } from "../live/fragments.js";

export function startOwnRows() {
  markOwnRows([document.body]);
  document.addEventListener("pane-changed", ({ detail }) => markOwnRows(detail.changed));
}

function markOwnRows(elements) {
  for (const me of [document.body.dataset.me, document.querySelector("[data-my-mark]")?.dataset.myMark]) {
    if (!me) continue;
    for (const row of queryWithin(elements, `[data-by="${CSS.escape(me)}"]:not([data-own])`)) row.dataset.own = "";
  }
}
