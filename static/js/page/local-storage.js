// Small values in localStorage. If the browser has no localStorage, or no room in it, a value lasts as long as the page,
// and `isStored` returns false. No function here throws.

const onPage = new Map(); // key: a value that could not be stored, or null for a key that could not be removed

/** The value of a key, or null. */
export function read(key) {
  if (onPage.has(key)) return onPage.get(key);
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

/** Store a value; null removes the key. */
export function write(key, value) {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(value));
    onPage.delete(key);
  } catch {
    onPage.set(key, value);
  }
}

/** Whether the value of this key outlives the page. */
export function isStored(key) {
  return !onPage.has(key) && read(key) !== null;
}

export function keysWithPrefix(prefix) {
  const keys = new Set(onPage.keys());
  try {
    Object.keys(localStorage).forEach((key) => keys.add(key));
  } catch {
    // Without localStorage, only the keys of this page exist.
  }
  return Array.from(keys).filter((key) => key.startsWith(prefix));
}
