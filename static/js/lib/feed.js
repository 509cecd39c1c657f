// Brings one pane from version to version: by what is told, in turn, and by fetching where something is missing.

import { link } from "./link.js";
import { fetchPane } from "./pane-fetch.js";
import { between } from "./random.js";

const GRACE = { seated: [0, 0], answer: [0, 0], behind: [0, 1000], beat: [250, 1000] }; // ms, before a fetch
const LONGEST_WAIT = 10_000;

export class Feed {
  #pane;
  #wanted = 0; // the highest version we know to exist
  #early = new Map(); // version: what was told of it, until its turn comes
  #etag = "";
  #running = null;
  #next = null;
  #tries = 0;
  #timers = new Set();

  /** `pane` has a `version`, a `src`, and takes `apply(html, version)`, `replace(html, version)` and `close()`. */
  constructor(pane) {
    this.#pane = pane;
  }

  stop() {
    this.#timers.forEach(clearTimeout);
    this.#timers.clear();
    this.#early.clear();
    link.catchingUp(this, false);
  }

  hear(frame) {
    if (frame.v <= this.#pane.version) return;
    this.#wanted = Math.max(this.#wanted, frame.v);
    this.#early.set(frame.v, frame);
    this.#applyInTurn();
    if (this.#isBehind) this.fetch();
  }

  learnOf(v, why) {
    if (v <= this.#pane.version) return;
    this.#wanted = Math.max(this.#wanted, v);
    this.in(between(...GRACE[why]), () => {
      if (!this.#isBehind) return;
      if (why === "beat") link.bellMissed();
      this.fetch();
    });
  }

  /** Fetch everything, whatever we believe to have. */
  refresh() {
    this.#etag = "";
    return this.fetch();
  }

  /** One fetch at a time; who asks meanwhile gets the one after it. */
  fetch() {
    if (!this.#running) {
      this.#running = this.#load().finally(() => (this.#running = null));
      return this.#running;
    }
    this.#next ??= this.#running.then(() => {
      this.#next = null;
      return this.fetch();
    });
    return this.#next;
  }

  /** Do something later, unless the pane has left the page by then. */
  in(milliseconds, act) {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      act();
    }, milliseconds);
    this.#timers.add(timer);
  }

  get #isBehind() {
    return this.#wanted > this.#pane.version;
  }

  #applyInTurn() {
    for (let frame; (frame = this.#early.get(this.#pane.version + 1)); ) {
      if (frame.html === undefined || this.#pane.mustFetch(frame.what)) break;
      this.#pane.apply(frame.html, frame.v);
    }
    for (const v of this.#early.keys()) if (v <= this.#pane.version) this.#early.delete(v);
  }

  async #load() {
    link.catchingUp(this, this.#isBehind);
    const answer = await fetchPane(this.#pane.src, this.#etag).catch(() => null);
    if (!this.#pane.isConnected) return;
    if (answer?.closed) {
      this.#pane.close();
      return;
    }
    if (answer) this.#take(answer);
    this.#applyInTurn();
    link.catchingUp(this, this.#isBehind);
    this.#tries = this.#isBehind ? this.#tries + 1 : 0;
    const wait = Math.min(LONGEST_WAIT, 250 * 2 ** this.#tries) * between(0.5, 1);
    if (this.#isBehind) this.in(wait, () => this.#isBehind && this.fetch());
  }

  #take({ html, version, etag }) {
    if (html === null) {
      this.#pane.version = Math.max(this.#pane.version, version ?? 0);
    } else if (version >= this.#pane.version) {
      this.#etag = etag;
      this.#pane.replace(html, version);
    }
  }
}
