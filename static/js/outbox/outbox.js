// The posts that were written in this browser and that the server has not acknowledged. They are stored in the browser and sent
// in the order written, again and again until they are acknowledged. If the browser cannot store a post, the page sends it from
// its memory, and asks before it is closed.
//
// An outbox has a name, sends its posts one after the other, and never in two tabs at once. A post is `new` (not tried yet),
// `waiting` (a try failed, of this post or of one before it) or `refused` (with a `reason`; its writer can take it back). Once the
// server has a post, it is removed. Events: `change` · `answered` (detail: the post, and what `send` returned for it) ·
// `taken-back` (detail: the post).

import { connectionState } from "../live/connection-state.js";
import { rooms } from "../live/rooms.js";
import { storageCleared } from "../page/clear-storage.js";
import { randomBetween } from "../page/random.js";
import { openTabChannel } from "../page/tab-channel.js";
import * as store from "./store.js";
import { withTabLock } from "./tab-lock.js";

const SHORTEST_RETRY_DELAY = 1000; // ms
const LONGEST_RETRY_DELAY = 30_000;
const LOCK_WAIT = 5000; // ms; posts that cannot be sent by then, because another tab holds the lock, are shown as waiting
const LONGEST_PAUSE = 60_000; // ms for which the server may ask not to be sent anything
// ms by which a timer may be late on a busy device; in a hidden page browsers run timers once a minute. A later timer means that
// the device was asleep and has just come back.
const AWAKE_WITHIN = 5000;
const AWAKE_WITHIN_IF_HIDDEN = 90_000;
const KEPT_FOR = 30 * 24 * 3600 * 1000; // ms

export class Outbox extends EventTarget {
  #name;
  #send;
  #isMine;
  #delayAfterReconnect;
  #isPaced;
  #posts = [];
  #tellOtherTabs = openTabChannel("outbox", () => this.#read());
  #isSending = false;
  #sendAgain = false; // sending was asked for again while it was under way
  #timer = 0;
  #dueAt = 0; // the moment of the timer, by the device's clock; 0 without a timer
  #retries = 0;
  #pausedUntil = 0; // the server asked not to be sent anything before, by performance.now()

  /**
   * `send(post)` returns `{ state }`: "saved"; "refused" with a `reason`; or "later", perhaps with `wait`, the ms for which the
   * server asks not to be sent anything, with its `reason` for that, and with `why`. It must take less than half a minute.
   * `isMine(post)`: whether this page may send a post. `delayAfterReconnect`: the shortest and the longest delay in ms after the
   * connection came back. An outbox that `isPaced` sends one post at a time with such a delay before each; a connection or a
   * device that comes back makes none of these delays shorter.
   */
  constructor(name, { send, isMine, delayAfterReconnect, isPaced = false }) {
    super();
    this.#name = name;
    this.#send = send;
    this.#isMine = isMine;
    this.#delayAfterReconnect = delayAfterReconnect;
    this.#isPaced = isPaced;
  }

  async start() {
    rooms.addEventListener("open", () => this.#sendSoon({ isReconnected: true }));
    window.addEventListener("online", () => this.#sendSoon());
    document.addEventListener("visibilitychange", () => document.hidden || this.#sendSoon());
    window.addEventListener(
      "beforeunload",
      (event) => this.#posts.some((post) => post.unstored) && event.preventDefault(),
    );
    await storageCleared;
    await this.#deleteOld();
    await this.#read();
    if (this.#unsent.length) this.#sendSoon();
  }

  /** The posts of this outbox in order, of all writers. */
  get posts() {
    return this.#posts;
  }

  isMine(post) {
    return this.#isMine(post);
  }

  /** Add a post, and send it as soon as those before it are sent. Returns whether this browser stored it. */
  async add(post) {
    const isStored = await store.add({ ...post, lane: this.#name, state: "new", at: Date.now() });
    await this.#changed();
    this.#sendNow();
    return isStored;
  }

  /**
   * The first outcome of a post: `{ state }` is "saved" or "taken-back", or the post itself is returned as "waiting" or "refused".
   * With `final`, the last outcome, which "waiting" is not.
   */
  outcome(id, { final = false } = {}) {
    const listeners = new AbortController();
    const { signal } = listeners;
    return new Promise((resolve) => {
      const settle = (outcome) => {
        listeners.abort();
        resolve(outcome);
      };
      const look = () => {
        const post = this.#posts.find((each) => each.id === id);
        if (post?.state !== "new" && !(final && post?.state === "waiting")) settle(post ?? { state: "saved" });
      };
      this.addEventListener("taken-back", ({ detail }) => detail?.id === id && settle({ state: "taken-back" }), {
        signal,
      });
      this.addEventListener("answered", ({ detail }) => detail.post.id === id && settle(detail), { signal });
      this.addEventListener("change", look, { signal });
      look();
    });
  }

  /** Remove a post and return it; undefined if it is sent by then. A request for the post that is under way is awaited first. */
  takeBack(id) {
    return withTabLock(this.#name, async () => {
      const post = (await store.all()).find((each) => each.id === id);
      await store.remove(id);
      this.dispatchEvent(new CustomEvent("taken-back", { detail: post }));
      await this.#changed();
      return post;
    });
  }

  get #unsent() {
    return this.#posts.filter((post) => post.state !== "refused" && this.#isMine(post));
  }

  /**
   * Send after the delay. In a paced outbox a delay that is running continues; only a reconnected socket restarts it, if less
   * than the shortest delay is left.
   */
  #sendSoon({ isReconnected = false } = {}) {
    const isLongEnough = !isReconnected || this.#dueAt - Date.now() >= this.#delayAfterReconnect[0];
    if (this.#isPaced && this.#dueAt && isLongEnough) return;
    this.#sendIn(randomBetween(...this.#delayAfterReconnect));
  }

  #sendIn(milliseconds) {
    clearTimeout(this.#timer);
    const delay = Math.max(milliseconds, this.#pausedUntil - performance.now());
    this.#dueAt = Date.now() + delay;
    this.#timer = setTimeout(() => this.#timerEnded(), delay);
  }

  #timerEnded() {
    const hasSlept = Date.now() - this.#dueAt > (document.hidden ? AWAKE_WITHIN_IF_HIDDEN : AWAKE_WITHIN);
    this.#dueAt = 0;
    if (this.#isPaced && hasSlept) this.#sendSoon();
    else this.#sendNow();
  }

  /** Send all posts. A call while sending is under way makes it look for new posts at the end. */
  async #sendNow() {
    this.#sendAgain = true;
    if (this.#isSending) return;
    this.#isSending = true;
    try {
      while (this.#sendAgain) {
        this.#sendAgain = false;
        const timer = setTimeout(() => this.#markWaiting(), LOCK_WAIT);
        await withTabLock(this.#name, (isLocked) => {
          clearTimeout(timer);
          return this.#sendAll(isLocked);
        });
      }
    } finally {
      this.#isSending = false;
    }
  }

  async #sendAll(isLocked) {
    await this.#read();
    while (this.#unsent.length && (await isLocked())) {
      const [post] = this.#unsent;
      const answer = performance.now() < this.#pausedUntil ? { state: "later" } : await this.#send(post);
      if (answer.state === "later") {
        await this.#retry(answer);
        return;
      }
      this.#retries = 0;
      if (answer.state === "saved") await store.remove(post.id);
      else await store.change(post.id, { state: "refused", reason: answer.reason });
      this.dispatchEvent(new CustomEvent("answered", { detail: { post, ...answer } }));
      await this.#changed();
      if (this.#isPaced && this.#unsent.length) {
        this.#sendSoon();
        return;
      }
    }
  }

  async #markWaiting({ why, reason } = {}) {
    for (const { id } of this.#unsent) await store.change(id, { state: "waiting", why, reason });
    await this.#changed();
  }

  async #retry({ wait = 0, why, reason }) {
    await this.#markWaiting({ why, reason: wait ? reason : "" });
    if (wait) this.#pausedUntil = performance.now() + Math.min(LONGEST_PAUSE, wait);
    if (this.#isPaced && !wait) {
      this.#sendSoon();
    } else {
      const longest = Math.min(LONGEST_RETRY_DELAY, 2 * SHORTEST_RETRY_DELAY * 2 ** this.#retries);
      this.#retries += 1;
      this.#sendIn(randomBetween(SHORTEST_RETRY_DELAY, longest));
    }
  }

  async #changed() {
    this.#tellOtherTabs(this.#name);
    await this.#read();
  }

  async #read() {
    this.#posts = (await store.all()).filter(({ lane }) => lane === this.#name);
    connectionState.setWaiting(
      this,
      this.#unsent.filter(({ state }) => state === "waiting"),
    );
    this.dispatchEvent(new Event("change"));
  }

  async #deleteOld() {
    for (const { id, at } of await store.all()) if (Date.now() - at > KEPT_FOR) await store.remove(id);
  }
}
