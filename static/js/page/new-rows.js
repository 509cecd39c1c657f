// Says to screen readers that a list of a pane has new rows:
// <ol id="…" data-say-new="New finding: #" data-say-several="# new findings"><li id="…">…<h3>…</h3>…</li> … </ol>
// # is the heading of the new row, or the number of new rows. The rows that a list has when it first appears are not new.

import { announce } from "./announcer.js";

const LISTS = "[data-say-new]";

export function startNewRows() {
  const known = new Map(); // list: the ids of its rows so far
  const update = () => {
    for (const list of document.querySelectorAll(LISTS)) {
      const rows = Array.from(list.children).filter(({ id }) => id);
      const before = known.get(list.id);
      const added = rows.filter(({ id }) => !before?.has(id));
      if (before) announce(sentence(list, added));
      known.set(list.id, new Set([...(before ?? []), ...added.map(({ id }) => id)]));
    }
  };
  document.addEventListener("pane-changed", update);
  update();
}

function sentence({ dataset }, rows) {
  if (!rows.length) return "";
  if (rows.length > 1) return dataset.saySeveral.replace("#", rows.length);
  return dataset.sayNew.replace("#", rows[0].querySelector("h3").textContent.trim());
}
