// The posts that wait to be sent, in IndexedDB: shared by all tabs of this browser, and still there after a reload.
//
// Storing may fail: there is no IndexedDB, it does not answer, its quota is used up, or it is deleted while the page is open. Then
// the database is opened again, once. A post that still cannot be stored is held in this page's memory and is `unstored`; memory
// takes precedence over the database. Only `add` tells whether a post was stored; no exported function throws.
//
// A post: { id, lane, n, state, at, path, values, … }; `lane` is the name of its outbox, `n` its place in the order of writing.

import { openDB } from "../../vendor/idb/index.js";

const NAME = "hashira";
const OPEN_TIMEOUT = 2000; // ms
const REQUEST_TIMEOUT = 3000; // ms

const inMemory = new Map(); // id: a post that the database does not have like this, or null for a removed one
let lastRead = []; // the posts that the database held when it was last read
let opened = null; // a promise of the open database
let isLost = false; // it failed twice, so this page works from memory
let lastPlace = 0; // the highest `n` that this page has given

class Refused extends Error {} // the database works, but the transaction failed

/** Whether the last post was stored: `state` is "stored" or "in memory". Event: `change`. */
class StorageState extends EventTarget {
  state = "stored";

  set(state) {
    if (this.state === state) return;
    this.state = state;
    this.dispatchEvent(new Event("change"));
  }
}

export const storageState = new StorageState();

/** Every post, in the order written. */
export async function all() {
  lastRead = await query("posts", "readonly", (table) => table.getAll()).catch(() => lastRead);
  const posts = new Map(lastRead.map((post) => [post.id, post]));
  for (const [id, post] of inMemory) {
    if (post) posts.set(id, post);
    else posts.delete(id);
  }
  return Array.from(posts.values()).sort((one, other) => one.n - other.n);
}

/**
 * Add a post after all others, whichever tab added them: its place is determined in the transaction that stores it. Returns whether
 * the browser stored it.
 */
export async function add(post) {
  lastPlace = Math.max(Date.now(), lastPlace + 1, highestPlace(lastRead) + 1);
  const n = lastPlace;
  inMemory.delete(post.id);
  const put = async (table) => table.put({ ...post, n: Math.max(n, highestPlace(await table.getAll()) + 1) });
  const isStored = await query("posts", "readwrite", put).then(
    () => true,
    () => false,
  );
  if (!isStored) inMemory.set(post.id, { ...post, n, unstored: true });
  storageState.set(isStored ? "stored" : "in memory");
  return isStored;
}

/** Change a post, unless it was removed. */
export async function change(id, changes) {
  if (inMemory.has(id)) {
    const post = inMemory.get(id);
    if (post) inMemory.set(id, { ...post, ...changes });
    return;
  }
  const put = async (table) => {
    const post = await table.get(id);
    if (post) await table.put({ ...post, ...changes });
  };
  await query("posts", "readwrite", put).catch(() => {
    const post = lastRead.find((each) => each.id === id);
    if (post) inMemory.set(id, { ...post, ...changes });
  });
}

export async function remove(id) {
  lastRead = lastRead.filter((post) => post.id !== id);
  inMemory.set(id, null); // so that it is gone even if the database fails to delete it
  await query("posts", "readwrite", (table) => table.delete(id)).then(
    () => inMemory.get(id) ?? inMemory.delete(id),
    () => {},
  );
}

/** Acquire a lease for so many milliseconds from now, or renew it. Returns whether `holder` has it. */
export async function acquireLease(name, holder, milliseconds) {
  const take = async (table) => {
    const lease = await table.get(name);
    const now = Date.now();
    const until = now + milliseconds;
    const isExpired = !lease || lease.until < now || lease.until > until; // a later end means that the clock was set back
    if (!isExpired && lease.holder !== holder) return false;
    await table.put({ id: name, holder, until });
    return true;
  };
  return query("leases", "readwrite", take).catch(() => true); // the server stores a post once, however many tabs send it
}

export async function releaseLease(name, holder) {
  const free = async (table) => {
    if ((await table.get(name))?.holder === holder) await table.delete(name);
  };
  await query("leases", "readwrite", free).catch(() => {});
}

function highestPlace(posts) {
  return Math.max(0, ...posts.map(({ n }) => n));
}

/** Run a transaction: what `act` returns, once it is committed. Throws if the database fails twice. */
async function query(name, mode, act) {
  if (isLost) throw new Error("The database is lost.");
  opened ??= open();
  const tried = opened;
  try {
    return await transact(tried, name, mode, act);
  } catch {
    if (opened === tried) opened = reopen(tried);
  }
  try {
    return await transact(opened, name, mode, act);
  } catch (error) {
    isLost ||= !(error instanceof Refused);
    throw error;
  }
}

async function transact(opened, name, mode, act) {
  const transaction = (await opened).transaction(name, mode, { durability: "strict" });
  const result = Promise.all([act(transaction.store), transaction.done]).catch(() => {
    throw new Refused();
  });
  return (await withTimeout(REQUEST_TIMEOUT, result))[0];
}

/** Open the database again. The posts that it held are put back, because it may have been deleted with unsent posts in it. */
async function reopen(tried) {
  const last = await tried.catch(() => null);
  last?.close();
  const database = await open();
  const missing = (ids) => lastRead.filter(({ id }) => !ids.includes(id) && !inMemory.has(id));
  const putBack = async (table) => {
    for (const post of missing(await table.getAllKeys())) await table.put(post);
  };
  await transact(database, "posts", "readwrite", putBack).catch(() => {
    for (const post of missing([])) inMemory.set(post.id, { ...post, unstored: true });
  });
  return database;
}

function open() {
  const opening = openDB(NAME, 1, {
    upgrade(database) {
      database.createObjectStore("posts", { keyPath: "id" });
      database.createObjectStore("leases", { keyPath: "id" });
    },
    // The database is being deleted, or a newer page changes its structure.
    blocking: (_current, _blocked, { target }) => target.close(),
  });
  return withTimeout(OPEN_TIMEOUT, opening);
}

function withTimeout(milliseconds, promise) {
  let timer;
  const timeout = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error("IndexedDB does not answer.")), milliseconds);
  });
  return Promise.race([promise, timeout]).finally(() => clearTimeout(timer));
}
