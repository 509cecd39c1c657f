// What may be done to a page somebody is reading or writing on.

/** The fields one writes words into. */
export const WORDS = "textarea, input:not([type=hidden], [type=checkbox], [type=radio], [type=submit], [type=button])";
const AGAIN_AFTER = 60_000;
let waiting = 0;

/**
 * A field holds words that were not sent and end with the page: those of a field with `data-outlives-page` are there again on
 * the next one. A cursor in an empty field keeps nobody: it stays there after each sending.
 */
export function isTyping() {
  if (document.activeElement?.isContentEditable) return true;
  const holds = (field) => !field.readOnly && field.value !== "" && !field.hasAttribute("data-outlives-page");
  return Array.from(document.querySelectorAll(WORDS)).some(holds);
}

/**
 * Load the page again, but not a second time within a minute: what did not help once would turn in circles. Whoever was
 * led to another page meanwhile may be led on from there.
 */
export function reloadOnce() {
  const { at, where } = history.state?.reloaded ?? {}; // with the page's place in the history, so that it needs no storage
  if (where === location.pathname && Math.abs(Date.now() - at) < AGAIN_AFTER) return;
  history.replaceState({ ...history.state, reloaded: { at: Date.now(), where: location.pathname } }, "");
  location.reload();
}

/** Load the page again as soon as nobody is typing. */
export function reloadWhenIdle() {
  clearTimeout(waiting);
  if (isTyping()) waiting = setTimeout(reloadWhenIdle, 2000);
  else reloadOnce();
}
