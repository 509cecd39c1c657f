// A browser for tests of the scripts under static/js: a document (happy-dom), IndexedDB (fake-indexeddb) and a clock that tests
// move. Only what a browser and a server provide is replaced; the scripts themselves are the real ones.

import { readFileSync } from "node:fs";
import { register } from "node:module";
import { afterEach, beforeEach, mock } from "node:test";
import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { Window } from "happy-dom";

register("./fresh-modules.js", import.meta.url);

const SCRIPTS = new URL("../../static/js/", import.meta.url);
const IDIOMORPH = readFileSync(new URL("../../static/vendor/idiomorph.min.js", import.meta.url), "utf8");
const NOON = Date.UTC(2026, 0, 15, 12);

const MOST_TURNS = 1000; // a database that waits for another connection to close looks again in every turn
const nextTurn = setImmediate;

let tabs = 0;
let scheduled = 0; // how much work was scheduled with setImmediate and is not done

globalThis.setImmediate = (act, ...values) => {
  scheduled += 1;
  return nextTurn(() => {
    scheduled -= 1;
    act(...values);
  });
};

beforeEach(() => {
  mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"], now: NOON });
  performance.now = () => Date.now() - NOON;
  globalThis.indexedDB = new IDBFactory();
});

afterEach(() => {
  mock.timers.reset();
  mock.restoreAll();
});

/** Open a page with this markup in its <body>. It replaces the page before. */
export function openPage(
  html = "",
  { url = "http://hashira.test/s/1/tables/1/", me = "", head = "", session = "1" } = {},
) {
  const window = new Window({ url });
  for (const name of Object.getOwnPropertyNames(window)) {
    const isOfDocument = /^(HTML|SVG|Mutation|DOM)|^(Node|Element|Event|EventTarget|CustomEvent|FormData|Document.*)$/;
    if (isOfDocument.test(name)) globalThis[name] = window[name];
  }
  for (const name of ["document", "location", "history", "localStorage", "sessionStorage", "customElements", "CSS"]) {
    define(name, window[name]);
  }
  define("window", window);
  define("navigator", { onLine: true, locks: new LockManager() });
  define("BroadcastChannel", Channel);
  define("WebSocket", Connection);
  Connection.all = [];
  define("requestAnimationFrame", (act) => setTimeout(act, 16));
  define("reportError", (error) => {
    throw error;
  });
  window.Idiomorph = new Function(`${IDIOMORPH}; return Idiomorph;`)();
  document.head.innerHTML = head;
  document.body.innerHTML = html;
  document.body.dataset.me = me;
  document.body.dataset.session = session;
  return window;
}

/** Import a script in a tab of its own, in which each module runs anew; the function returned imports more in the same tab. */
export function openTab() {
  tabs += 1;
  const tab = tabs;
  return (path) => import(`${new URL(path, SCRIPTS)}?tab=${tab}`);
}

/** Let so many milliseconds pass, and everything happen that is due in them. */
export async function pass(milliseconds, step = 50) {
  for (let left = milliseconds; left > 0; left -= step) {
    mock.timers.tick(Math.min(step, left));
    await settle();
  }
}

/** Let everything happen that is due now: until no work of IndexedDB, which uses setImmediate, is left for three turns. */
export async function settle() {
  for (let quiet = 0, turn = 0; quiet < 3 && turn < MOST_TURNS; turn += 1) {
    await new Promise((resolve) => nextTurn(resolve));
    quiet = scheduled ? 0 : quiet + 1;
  }
}

/** The events of these names that a target dispatches from now on: their details, or their names where they have none. */
export function recorded(target, ...names) {
  const events = [];
  for (const name of names) target.addEventListener(name, ({ detail }) => events.push(detail ?? name));
  return events;
}

/** Let random delays be as short (0) or as long (almost 1) as they can be. */
export function chance(value) {
  mock.method(Math, "random", () => value);
}

function define(name, value) {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}

/** The server's end of a WebSocket that a page has opened. */
export class Connection {
  static OPEN = 1;
  static all = [];
  readyState = 0;
  sent = [];

  constructor(address) {
    this.address = address;
    Connection.all.push(this);
  }

  static get newest() {
    return Connection.all.at(-1);
  }

  accept() {
    this.readyState = Connection.OPEN;
    this.onopen();
  }

  /** Send these frames in one message. */
  says(...frames) {
    this.onmessage({ data: JSON.stringify(frames.length === 1 ? frames[0] : frames) });
  }

  end({ code = 1006, reason = "" } = {}) {
    this.readyState = 3;
    this.onclose({ code, reason });
  }

  send(data) {
    this.sent.push(JSON.parse(data));
  }

  close() {
    this.readyState = 3;
  }
}

/**
 * A server that answers requests by `answer`, which gets the address and the options of fetch, and returns a Response, a promise
 * of one, or throws. Returns the list of requests that arrive: { address, ...options }.
 */
export function serve(answer) {
  const requests = [];
  define("fetch", async (address, options = {}) => {
    requests.push({ address, ...options });
    return answer(address, options);
  });
  return requests;
}

/** The browser's locks, as `navigator.locks` offers them. */
class LockManager {
  #last = new Map();

  request(name, hold) {
    const turn = (this.#last.get(name) ?? Promise.resolve()).then(() => hold({ name }));
    this.#last.set(
      name,
      turn.catch(() => {}),
    );
    return turn;
  }
}

/** Messages between tabs. Node's own channel would deliver them by real time. */
class Channel {
  static #all = new Set();

  constructor(name) {
    this.name = name;
    Channel.#all.add(this);
  }

  postMessage(data) {
    for (const other of Channel.#all) {
      if (other !== this && other.name === this.name) queueMicrotask(() => other.onmessage?.({ data }));
    }
  }
}
