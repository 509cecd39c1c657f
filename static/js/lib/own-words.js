// What I wrote myself is marked in panes that are the same for everyone: rows carry data-by, the page data-me.

function markOwn() {
  const me = document.body.dataset.me;
  if (!me) return;
  for (const row of document.querySelectorAll(`[data-by="${CSS.escape(me)}"]:not([data-own])`)) row.dataset.own = "";
}

export function startOwnWords() {
  markOwn();
  document.addEventListener("pane-changed", markOwn);
}
