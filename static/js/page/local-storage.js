// Small values in localStorage. Where the browser offers no localStorage, or no room in it, a value lasts as long as the page,
// and `isStored` says so. Nothing here throws.

const onPage = new Map(); // key: a value that only this page has, or null for one that it removed

/** The value of a key, or null. */
export function read(key) {
  if (onPage.has(key)) return onPage.get(key);
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

/** Store a value; null removes it. */
export function write(key, value) {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(value));
    onPage.delete(key);
  } catch {
    onPage.set(key, value);
  }
}

/** Whether the value of this key will outlive the page. */
export function isStored(key) {
  return !onPage.has(key) && read(key) !== null;
}

/** The keys that begin like this. */
export function keysOf(prefix) {
  const keys = new Set(onPage.keys());
  try {
    Object.keys(localStorage).forEach((key) => keys.add(key));
  } catch {
    // only those of the page are left
  }
  return Array.from(keys).filter((key) => key.startsWith(prefix));
}
