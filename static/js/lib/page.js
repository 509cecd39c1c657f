// What may be done to a page somebody is reading or writing on.

/** The fields one writes words into. */
export const WORDS = "textarea, input:not([type=hidden], [type=checkbox], [type=radio], [type=submit], [type=button])";
const RELOADED = "hashira.reloaded";
const AGAIN_AFTER = 60_000;
let waiting = 0;

/** A field holds words that were not sent. A cursor in an empty one keeps nobody: it stays there after each sending. */
export function isTyping() {
  if (document.activeElement?.isContentEditable) return true;
  return Array.from(document.querySelectorAll(WORDS)).some((field) => !field.readOnly && field.value !== "");
}

/**
 * Load the page again, but not a second time within a minute: what did not help once would turn in circles. Whoever was
 * led to another page meanwhile may be led on from there.
 */
export function reloadOnce() {
  try {
    const [at, where] = (sessionStorage.getItem(RELOADED) ?? "").split(" ");
    if (where === location.pathname && Date.now() - Number(at) < AGAIN_AFTER) return;
    sessionStorage.setItem(RELOADED, `${Date.now()} ${location.pathname}`);
  } catch {
    return; // without a memory there is no "once"
  }
  location.reload();
}

/** Load the page again as soon as nobody is typing. */
export function reloadWhenIdle() {
  clearTimeout(waiting);
  if (isTyping()) waiting = setTimeout(reloadWhenIdle, 2000);
  else reloadOnce();
}
