// What arrives between two frames of the screen is shown in one go: focus, scrolling and whoever watches a pane are then looked
// after once, however much was told. A page that nobody sees has no frames; there it is shown at once.

const waiting = new Map(); // pane: what happens to it, in turn

/** Let `change` happen to a pane together with all else that waits: `pane.put(changes)` is called. */
export function inOneGo(pane, change) {
  if (!waiting.size) ask();
  waiting.set(pane, [...(waiting.get(pane) ?? []), change]);
}

/** What was to happen to a pane is overtaken. */
export function forget(pane) {
  waiting.delete(pane);
}

function ask() {
  if (document.hidden) queueMicrotask(show);
  else requestAnimationFrame(show);
}

function show() {
  const panes = Array.from(waiting);
  waiting.clear();
  for (const [pane, changes] of panes) pane.put(changes);
}

document.addEventListener("visibilitychange", () => document.hidden && show());
