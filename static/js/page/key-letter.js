// Which letter or digit a key press means, for shortcuts of one key.

const CODE = /^(?:Key([A-Z])|(?:Digit|Numpad)([0-9]))$/;

/**
 * The letter or digit in lower case; empty for any other key, and for a key together with Shift, Ctrl, Alt, Cmd or AltGr.
 *
 * A key that writes no Latin letter (т, み, ν) means what its place means on a Latin keyboard. So does a key that an input method
 * takes over.
 */
export function keyLetter(event) {
  const { key, code, shiftKey, ctrlKey, altKey, metaKey } = event;
  if (shiftKey || ctrlKey || altKey || metaKey || event.getModifierState("AltGraph")) return "";
  const written = key.normalize("NFKC").toLowerCase(); // a letter of full width is that letter
  if (/^[a-z0-9]$/.test(written)) return written;
  const isForeign = /^[\p{L}\p{Nd}]\p{M}*$/u.test(written) && !/\p{Script=Latin}/u.test(written);
  const isTakenOver = ["Process", "Unidentified"].includes(key);
  const [, letter, digit] = (isForeign || isTakenOver ? CODE.exec(code) : null) ?? [];
  return letter?.toLowerCase() ?? digit ?? "";
}
