// Applies what rooms tell with the next frame of the screen, and at most every 100 ms: everything that arrived until then is
// applied together. So focus, scrolling and listeners are handled once, and what others write does not slow down a person who
// types. A hidden page has no frames; there everything is applied at once.

const INTERVAL = 100; // ms
const pending = new Map(); // pane: its changes, in order
let appliedAt = -INTERVAL;

/** Apply `change` to a pane together with all other pending changes, by `pane.applyChanges(changes)`. */
export function scheduleChange(pane, change) {
  if (!pending.size) schedule();
  pending.set(pane, [...(pending.get(pane) ?? []), change]);
}

/** Drop the pending changes of a pane. */
export function cancelChanges(pane) {
  pending.delete(pane);
}

function schedule() {
  const delay = appliedAt + INTERVAL - performance.now();
  if (document.hidden) queueMicrotask(apply);
  else if (delay > 0) setTimeout(() => requestAnimationFrame(apply), delay);
  else requestAnimationFrame(apply);
}

function apply() {
  if (!pending.size) return;
  appliedAt = performance.now();
  const panes = Array.from(pending);
  pending.clear();
  for (const [pane, changes] of panes) {
    try {
      pane.applyChanges(changes);
    } catch (error) {
      reportError(error); // an error in one pane must not stop the others
    }
  }
}

document.addEventListener("visibilitychange", () => document.hidden && apply());
