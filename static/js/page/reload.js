// Loads the page again, at most once a minute.

import { isTyping } from "./typing.js";

const AT_MOST_EVERY = 60_000;
let timer = 0;

/**
 * Load the page again, unless that happened within the last minute: a reload that did not help once would repeat forever.
 * A page with another address may be reloaded at once.
 */
export function reloadOnce() {
  const { at, where } = history.state?.reloaded ?? {}; // in the history entry, which needs no storage
  if (where === location.pathname && Math.abs(Date.now() - at) < AT_MOST_EVERY) return;
  history.replaceState({ ...history.state, reloaded: { at: Date.now(), where: location.pathname } }, "");
  location.reload();
}

/** Load the page again as soon as nobody is typing on it. */
export function reloadWhenIdle() {
  clearTimeout(timer);
  if (isTyping()) timer = setTimeout(reloadWhenIdle, 2000);
  else reloadOnce();
}
