// What waits to be sent, in IndexedDB: the same for all tabs of this browser, and still there after a reload. A browser without
// that memory keeps it as long as the page.
//
// A post: { id, lane, n, state, at, path, values, … }; `n` is its place in the order in which things were written.

const NAME = "hashira";
const memory = { posts: new Map(), leases: new Map() };
let opened = null;

/** Every post, in the order written. */
export async function all() {
  const posts = await ask("posts", "readonly", (table) => table.getAll());
  return posts.sort((one, other) => one.n - other.n);
}

/** Keep a post after all that were added before it, also those of the same moment: the place is taken in one transaction. */
export function add(post) {
  const last = (posts) => Math.max(0, ...posts.map(({ n }) => n));
  return ask("posts", "readwrite", (table) =>
    after(table.getAll(), (posts) => table.put({ ...post, n: Math.max(Date.now(), last(posts) + 1) })),
  );
}

/** Change a post, unless it is gone meanwhile. */
export function change(id, changes) {
  return ask("posts", "readwrite", (table) => after(table.get(id), (post) => post && table.put({ ...post, ...changes })));
}

export function remove(id) {
  return ask("posts", "readwrite", (table) => table.delete(id));
}

/** Take a lease, or take it again before it ends: whether it is ours for so many milliseconds from now. */
export async function claim(name, holder, milliseconds) {
  const until = Date.now() + milliseconds;
  await ask("leases", "readwrite", (table) =>
    after(table.get(name), (lease) => {
      if (!lease || lease.holder === holder || lease.until < Date.now()) table.put({ id: name, holder, until });
    }),
  );
  return (await ask("leases", "readonly", (table) => table.get(name)))?.holder === holder;
}

export function letGo(name, holder) {
  const free = (table, lease) => lease?.holder === holder && table.delete(name);
  return ask("leases", "readwrite", (table) => after(table.get(name), (lease) => free(table, lease)));
}

function after(request, act) {
  request.addEventListener("success", () => act(request.result));
  return request;
}

/** What the request brought that `act` made, once it is safely written. */
async function ask(name, mode, act) {
  const database = await (opened ??= open());
  if (!database) return act(new Remembered(memory[name])).result;
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(name, mode, { durability: "strict" });
    const request = act(transaction.objectStore(name));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error);
  });
}

function open() {
  return new Promise((resolve) => {
    try {
      const request = indexedDB.open(NAME, 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("posts", { keyPath: "id" });
        request.result.createObjectStore("leases", { keyPath: "id" });
      };
      request.onsuccess = () => {
        request.result.onversionchange = () => request.result.close(); // a newer page wants to build it differently
        resolve(request.result);
      };
      request.onerror = () => resolve(null);
    } catch {
      resolve(null);
    }
  });
}

/** A table of IndexedDB as far as we use one, in the page's memory. */
class Remembered {
  #rows;

  constructor(rows) {
    this.#rows = rows;
  }

  get(id) {
    return done(this.#rows.get(id));
  }

  getAll() {
    return done(Array.from(this.#rows.values()));
  }

  put(row) {
    return done(this.#rows.set(row.id, row) && row.id);
  }

  delete(id) {
    this.#rows.delete(id);
    return done();
  }
}

function done(result) {
  return { result, addEventListener: (_name, act) => act() };
}
