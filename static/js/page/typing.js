// Whether somebody is typing on this page.

/** The fields for text. */
export const TEXT_FIELDS =
  "textarea, input:not([type=hidden], [type=checkbox], [type=radio], [type=submit], [type=button])";

/**
 * Whether leaving the page would lose text: a field holds text that was not sent and that the next page does not restore, as it
 * does for a field with `data-outlives-page`. An empty field with the cursor in it does not count, because the cursor stays
 * there after each sending.
 */
export function isTyping() {
  if (document.activeElement?.isContentEditable) return true;
  const holdsText = (field) => !field.readOnly && field.value !== "" && !field.hasAttribute("data-outlives-page");
  return Array.from(document.querySelectorAll(TEXT_FIELDS)).some(holdsText);
}
