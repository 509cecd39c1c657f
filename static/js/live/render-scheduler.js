// What is told is shown with the next frame of the screen, and where much is told ten times a second: then all that came meanwhile
// in one go. Focus, scrolling and whoever watches a pane are looked after once, and who types is not held up by what others
// say. A page that nobody sees has no frames; there it is shown at once.

const PAUSE = 100; // ms from one go to the next
const waiting = new Map(); // pane: what happens to it, in turn
let shownAt = -PAUSE;

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
  const pause = shownAt + PAUSE - performance.now();
  if (document.hidden) queueMicrotask(show);
  else if (pause > 0) setTimeout(() => requestAnimationFrame(show), pause);
  else requestAnimationFrame(show);
}

function show() {
  if (!waiting.size) return;
  shownAt = performance.now();
  const panes = Array.from(waiting);
  waiting.clear();
  for (const [pane, changes] of panes) {
    try {
      pane.put(changes);
    } catch (error) {
      reportError(error); // one pane takes nothing from the others
    }
  }
}

document.addEventListener("visibilitychange", () => document.hidden && show());
