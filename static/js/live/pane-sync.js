// Brings one pane from version to version: by applying what its room tells in order, and by fetching where something is missing.
//
// Versions rise, and each frame names the version that it comes after. If the server's version is lower than the pane's, an older
// database was restored, and the pane then shows that database's content at its lower version.

import { randomBetween } from "../page/random.js";
import { connectionState } from "./connection-state.js";
import { fetchPane } from "./pane-fetch.js";
import { rooms } from "./rooms.js";

// ms before a fetch, from and to, by its reason. `everyone`: all pages receive the same frame, and it does not bring what it changes
// in this pane.
const FETCH_DELAYS = {
  known: [0, 0],
  subscribed: [0, 0],
  answer: [0, 0],
  behind: [0, 1000],
  beat: [250, 1000],
  everyone: [0, 500],
  renewal: [10_000, 60_000],
};
const READ_FROM_DATABASE = ["subscribed", "beat"]; // these versions are current, even where they are lower than ours
const LONGEST_RETRY_DELAY = 10_000; // ms
const CLOSED_DELAY = 1000; // ms, in which the page may be reloaded anyway

export class PaneSync {
  #pane;
  #fetchedFor = 0; // the highest version that was known when the last fetch began
  #heardOf = 0; // the highest version that has become known since
  #pendingFrames = new Map(); // the version that a frame comes after: the frame, until the pane has that version
  #etag = ""; // of what the pane shows; empty if frames have changed it
  #fetching = null;
  #nextFetch = null;
  #failures = 0;
  #willRenew = false;
  #retryAfter = 0; // the server asked for no fetch before this moment, by performance.now()
  #timers = new Set();
  #listeners = new AbortController();

  /** `pane` has a `room`, a `version`, a `src`, and the methods `show(frame)`, `replace(html, version)` and `close()`. */
  constructor(pane) {
    this.#pane = pane;
  }

  /** Listen to the pane's room. Without a room the pane is only fetched. */
  start() {
    const { signal } = this.#listeners;
    const on = (name, act) =>
      rooms.addEventListener(name, ({ detail }) => detail.room === this.#pane.room && act(detail), { signal });
    on("told", (frame) => this.receive(frame));
    on("version", ({ v, why }) => this.noteVersion(v, why));
    on("closed", () => this.in(CLOSED_DELAY, () => this.fetch()));
    rooms.addEventListener("poll", () => this.fetch(), { signal });
    if (this.#pane.room) rooms.addPane(this.#pane);
  }

  stop() {
    this.#listeners.abort();
    if (this.#pane.room) rooms.removePane(this.#pane);
    this.#timers.forEach(clearTimeout);
    this.#timers.clear();
    this.#pendingFrames.clear();
    connectionState.setBehind(this, false);
  }

  /** Take in a frame that the room told. */
  receive(frame) {
    if (frame.v <= this.#pane.version) return;
    this.#heardOf = Math.max(this.#heardOf, frame.v);
    this.#pendingFrames.set(frame.after, frame);
    this.#applyPendingFrames();
    if (!this.#needsFetch) return;
    if (frame.panes) this.in(randomBetween(...FETCH_DELAYS.everyone), () => this.#needsFetch && this.fetch());
    else this.fetch();
  }

  /** Take in that the room is at version `v`; `why` is a key of FETCH_DELAYS. */
  noteVersion(v, why) {
    const isRestored = v < this.#pane.version && READ_FROM_DATABASE.includes(why);
    if (v <= this.#pane.version && !isRestored) return;
    this.#heardOf = Math.max(this.#heardOf, v);
    this.in(randomBetween(...FETCH_DELAYS[why]), () => {
      if (!this.#needsFetch && !isRestored) return;
      if (why === "beat" && !isRestored) connectionState.notificationMissed();
      this.fetch();
    });
  }

  /** Fetch the whole pane within a minute. The delay is long because every page of the session does this. */
  renew() {
    if (this.#willRenew) return;
    this.#willRenew = true;
    this.in(randomBetween(...FETCH_DELAYS.renewal), () => {
      this.#willRenew = false;
      this.refresh();
    });
  }

  /** Fetch the whole pane, even if its version is current. */
  refresh() {
    this.#etag = "";
    return this.fetch();
  }

  /** Fetch the pane. There is one request at a time; a call during a request gets the result of the request after it. */
  fetch() {
    if (!this.#fetching) {
      this.#fetching = this.#load().finally(() => {
        this.#fetching = null;
      });
      return this.#fetching;
    }
    this.#nextFetch ??= this.#fetching.then(() => {
      this.#nextFetch = null;
      return this.fetch();
    });
    return this.#nextFetch;
  }

  /** Call `act` later, unless the pane has left the page by then. */
  in(milliseconds, act) {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      act();
    }, milliseconds);
    this.#timers.add(timer);
  }

  get #isBehind() {
    return Math.max(this.#fetchedFor, this.#heardOf) > this.#pane.version;
  }

  /** Whether a newer version exists that no request under way will bring. */
  get #needsFetch() {
    if (performance.now() < this.#retryAfter) return false;
    return this.#fetching ? this.#heardOf > this.#fetchedFor : this.#isBehind;
  }

  #applyPendingFrames() {
    let frame = this.#pendingFrames.get(this.#pane.version);
    while (frame && this.#pane.show(frame)) {
      this.#etag = "";
      frame = this.#pendingFrames.get(this.#pane.version);
    }
    for (const after of this.#pendingFrames.keys()) {
      if (after < this.#pane.version) this.#pendingFrames.delete(after);
    }
  }

  async #load() {
    connectionState.setBehind(this, this.#isBehind);
    this.#fetchedFor = Math.max(this.#fetchedFor, this.#heardOf);
    this.#heardOf = 0;
    const known = Math.max(this.#fetchedFor, this.#pane.version);
    const answer = await fetchPane(this.#pane.src, this.#etag).catch(() => ({}));
    if (!this.#pane.isConnected) return;
    if (answer.closed) {
      connectionState.setBehind(this, false); // nothing more can be fetched
      this.#pane.close();
      return;
    }
    if ("html" in answer) this.#take(answer, known);
    this.#applyPendingFrames();
    connectionState.setBehind(this, this.#isBehind);
    this.#failures = this.#isBehind ? this.#failures + 1 : 0;
    const pause = (answer.retryAfter ?? 0) * randomBetween(1, 1.5);
    const delay = pause + Math.min(LONGEST_RETRY_DELAY, 250 * 2 ** this.#failures) * randomBetween(0.5, 1);
    this.#retryAfter = performance.now() + pause;
    if (this.#isBehind) this.in(delay, () => this.#isBehind && this.fetch());
  }

  /** `known`: a version that existed when the request was sent. A lower answer comes from a restored database. */
  #take({ html, version, etag }, known) {
    const isRestored = version < known;
    if (isRestored) this.#fetchedFor = version;
    else if (version < this.#pane.version) return; // frames have brought newer versions in the meantime
    if (html === null) {
      this.#pane.version = version;
    } else {
      this.#etag = etag;
      this.#pane.replace(html, version);
    }
  }
}
