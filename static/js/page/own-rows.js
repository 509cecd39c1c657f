// What I wrote myself is marked in panes that are the same for everyone: rows carry data-by, the page data-me.

import { among } from "../live/fragments.js";

function markOwn(elements) {
  const me = document.body.dataset.me;
  if (!me) return;
  for (const row of among(elements, `[data-by="${CSS.escape(me)}"]:not([data-own])`)) row.dataset.own = "";
}

export function startOwnWords() {
  markOwn([document.body]);
  document.addEventListener("pane-changed", ({ detail }) => markOwn(detail.changed));
}
