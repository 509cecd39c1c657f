// What waits to be sent, in IndexedDB: the same for all tabs of this browser, and still there after a reload.
//
// The browser may refuse: there is no IndexedDB, it never answers, its quota is used up, or it is deleted while the page is
// open. Then the database is opened again, once. What it still does not take, this page holds in its memory, over what the
// database says; such a post is `unstored`. Only `add` says whether a post was stored; no function here throws.
//
// A post: { id, lane, n, state, at, path, values, … }; `n` is its place in the order in which things were written.

const NAME = "hashira";
const OPENS_WITHIN = 2000; // ms
const ANSWERS_WITHIN = 3000; // ms

const inMemory = new Map(); // id: a post as only this page knows it, or null for one that is gone
let known = []; // the posts that the database held when it was last read
let opened = null; // a promise of the database
let isLost = false; // it did not open again: this page works from memory
let place = 0;

class Refused extends Error {} // the database answers, but does not take this

/** Whether this browser stores what waits: `state` is "stored" or "in memory", as the last post was. Event: `change`. */
class Storing extends EventTarget {
  state = "stored";

  note(state) {
    if (this.state === state) return;
    this.state = state;
    this.dispatchEvent(new Event("change"));
  }
}

export const storing = new Storing();

/** Every post, in the order written. */
export async function all() {
  known = await ask("posts", "readonly", (table) => table.getAll()).catch(() => known);
  const posts = new Map(known.map((post) => [post.id, post]));
  for (const [id, post] of inMemory) {
    if (post) posts.set(id, post);
    else posts.delete(id);
  }
  return Array.from(posts.values()).sort((one, other) => one.n - other.n);
}

/**
 * Take a post in after all that were added before it, also those of the same moment: the place is taken in one transaction.
 * Returns whether the browser stored it.
 */
export async function add(post) {
  place = Math.max(Date.now(), place + 1, lastOf(known) + 1);
  const n = place;
  inMemory.delete(post.id);
  const put = (table) => after(table.getAll(), (posts) => table.put({ ...post, n: Math.max(n, lastOf(posts) + 1) }));
  const isStored = await ask("posts", "readwrite", put).then(
    () => true,
    () => false,
  );
  if (!isStored) inMemory.set(post.id, { ...post, n, unstored: true });
  storing.note(isStored ? "stored" : "in memory");
  return isStored;
}

/** Change a post, unless it is gone. */
export async function change(id, changes) {
  if (inMemory.has(id)) {
    const post = inMemory.get(id);
    if (post) inMemory.set(id, { ...post, ...changes });
    return;
  }
  const put = (table) => after(table.get(id), (post) => post && table.put({ ...post, ...changes }));
  await ask("posts", "readwrite", put).catch(() => {
    const post = known.find((each) => each.id === id);
    if (post) inMemory.set(id, { ...post, ...changes });
  });
}

export async function remove(id) {
  known = known.filter((post) => post.id !== id);
  inMemory.set(id, null); // whatever the database says from now on
  await ask("posts", "readwrite", (table) => table.delete(id)).then(
    () => inMemory.get(id) ?? inMemory.delete(id),
    () => {},
  );
}

/** Take a lease, or take it again before it ends: whether it is ours for so many milliseconds from now. */
export async function claim(name, holder, milliseconds) {
  const take = (table) =>
    after(table.get(name), (lease) => {
      const now = Date.now();
      const until = now + milliseconds;
      const isOver = !lease || lease.until < now || lease.until > until; // the last: the clock was set back meanwhile
      if (isOver || lease.holder === holder) table.put({ id: name, holder, until });
    });
  try {
    await ask("leases", "readwrite", take);
    return (await ask("leases", "readonly", (table) => table.get(name)))?.holder === holder;
  } catch {
    return true; // no tab can know of another; the server takes a post once, however often it comes
  }
}

export async function letGo(name, holder) {
  const free = (table, lease) => lease?.holder === holder && table.delete(name);
  await ask("leases", "readwrite", (table) => after(table.get(name), (lease) => free(table, lease))).catch(() => {});
}

function lastOf(posts) {
  return Math.max(0, ...posts.map(({ n }) => n));
}

function after(request, act) {
  request.addEventListener("success", () => {
    try {
      act(request.result);
    } catch {
      request.transaction.abort();
    }
  });
  return request;
}

/** What the request brought that `act` made, once it is safely written. Throws where the database fails twice. */
async function ask(name, mode, act) {
  if (isLost) throw new Error("The database is lost.");
  opened ??= open();
  const tried = opened;
  try {
    return await once(tried, name, mode, act);
  } catch {
    if (opened === tried) opened = reopen(tried);
  }
  try {
    return await once(opened, name, mode, act);
  } catch (error) {
    isLost ||= !(error instanceof Refused);
    throw error;
  }
}

async function once(opened, name, mode, act) {
  const database = await opened;
  const answer = new Promise((resolve, reject) => {
    const transaction = database.transaction(name, mode, { durability: "strict" });
    let request;
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onabort = () => reject(new Refused());
    try {
      request = act(transaction.objectStore(name));
    } catch {
      reject(new Refused());
    }
  });
  return within(ANSWERS_WITHIN, answer);
}

/** Open the database again. What it held is put back: it may have been deleted with posts in it that were not sent. */
async function reopen(tried) {
  const last = await tried.catch(() => null);
  last?.close();
  const database = await open();
  const missing = (ids) => known.filter(({ id }) => !ids.includes(id) && !inMemory.has(id));
  const putBack = (table) => after(table.getAllKeys(), (ids) => missing(ids).forEach((post) => table.put(post)));
  await once(database, "posts", "readwrite", putBack).catch(() => {
    for (const post of missing([])) inMemory.set(post.id, { ...post, unstored: true });
  });
  return database;
}

function open() {
  const opening = new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("posts", { keyPath: "id" });
      request.result.createObjectStore("leases", { keyPath: "id" });
    };
    request.onsuccess = () => {
      request.result.onversionchange = () => request.result.close(); // deleted, or a newer page builds it differently
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
  opening.catch(() => {});
  return within(OPENS_WITHIN, opening);
}

function within(milliseconds, promise) {
  let timer;
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error("No answer.")), milliseconds);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
