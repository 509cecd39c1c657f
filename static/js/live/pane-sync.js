// Brings one pane from version to version: by what is told, in turn, and by fetching where something is missing.
//
// Versions rise, and each thing told names the version it comes after. A server that does not have what this page was shown
// has restored an older database: the page then shows what that one holds, at its lower version.

import { between } from "../page/random.js";
import { link } from "./connection-state.js";
import { fetchPane } from "./pane-fetch.js";

// ms before a fetch, from and to, by its reason. `everyone`: a thousand pages hear the same, and what it changes in this pane did not
// come with it.
const GRACE = {
  known: [0, 0],
  subscribed: [0, 0],
  answer: [0, 0],
  behind: [0, 1000],
  beat: [250, 1000],
  everyone: [0, 500],
  renewal: [10_000, 60_000],
};
const SAYS_THE_NEWEST = ["subscribed", "beat"]; // read from the database after all that was told over this line
const LONGEST_WAIT = 10_000;

export class Feed {
  #pane;
  #wanted = 0; // the highest version that we knew to exist when the last fetch began
  #heard = 0; // the highest that we have heard of since
  #early = new Map(); // version: what was told as coming after it, until its turn comes
  #etag = ""; // of what the pane shows
  #running = null;
  #next = null;
  #tries = 0;
  #isRenewing = false;
  #restsUntil = 0; // the server asked us to come later
  #timers = new Set();

  /** `pane` has a `version`, a `src`, and takes `show(frame)`, `replace(html, version)` and `close()`. */
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
    this.#heard = Math.max(this.#heard, frame.v);
    this.#early.set(frame.after, frame);
    this.#applyInTurn();
    if (!this.#isMissing) return;
    if (frame.panes) this.in(between(...GRACE.everyone), () => this.#isMissing && this.fetch());
    else this.fetch();
  }

  learnOf(v, why) {
    const isRestored = v < this.#pane.version && SAYS_THE_NEWEST.includes(why);
    if (v <= this.#pane.version && !isRestored) return;
    this.#heard = Math.max(this.#heard, v);
    this.in(between(...GRACE[why]), () => {
      if (!this.#isMissing && !isRestored) return;
      if (why === "beat" && !isRestored) link.bellMissed();
      this.fetch();
    });
  }

  /** Fetch once more, but not now: a thousand pages have the same reason. */
  renew() {
    if (this.#isRenewing) return;
    this.#isRenewing = true;
    this.in(between(...GRACE.renewal), () => {
      this.#isRenewing = false;
      this.refresh();
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
    return Math.max(this.#wanted, this.#heard) > this.#pane.version;
  }

  /** There is more than we show, and no fetch is under way that was begun after we heard of it. */
  get #isMissing() {
    if (performance.now() < this.#restsUntil) return false;
    return this.#running ? this.#heard > this.#wanted : this.#isBehind;
  }

  #applyInTurn() {
    let frame = this.#early.get(this.#pane.version);
    while (frame && this.#pane.show(frame)) {
      this.#etag = "";
      frame = this.#early.get(this.#pane.version);
    }
    for (const after of this.#early.keys()) if (after < this.#pane.version) this.#early.delete(after);
  }

  async #load() {
    link.catchingUp(this, this.#isBehind);
    this.#wanted = Math.max(this.#wanted, this.#heard);
    this.#heard = 0;
    const known = Math.max(this.#wanted, this.#pane.version);
    const answer = await fetchPane(this.#pane.src, this.#etag).catch(() => ({}));
    if (!this.#pane.isConnected) return;
    if (answer.closed) {
      this.#pane.close();
      return;
    }
    if ("html" in answer) this.#take(answer, known);
    this.#applyInTurn();
    link.catchingUp(this, this.#isBehind);
    this.#tries = this.#isBehind ? this.#tries + 1 : 0;
    const later = (answer.later ?? 0) * between(1, 1.5);
    const wait = later + Math.min(LONGEST_WAIT, 250 * 2 ** this.#tries) * between(0.5, 1);
    this.#restsUntil = performance.now() + later;
    if (this.#isBehind) this.in(wait, () => this.#isBehind && this.fetch());
  }

  /** `known`: a version that existed when this was asked for. */
  #take({ html, version, etag }, known) {
    const isRestored = version < known;
    if (isRestored) this.#wanted = version;
    else if (version < this.#pane.version) return; // more was told meanwhile
    if (html === null) {
      this.#pane.version = version;
    } else {
      this.#etag = etag;
      this.#pane.replace(html, version);
    }
  }
}
