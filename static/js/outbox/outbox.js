// What was written and is not yet acknowledged: stored in this browser, sent in the order written, sent again automatically.
// Where the browser does not store it, it is sent from the page's memory, and closing the page asks first.
//
// A post is `new` (not tried yet), `waiting` (tried in vain, or behind one that was) or `refused` (with a `reason`, for its
// writer to take back); when the server has it, it is gone. A lane sends its posts one after the other, and never in two
// tabs at once. Events: `change` · `answered` (detail: the post, and what `send` said of it) · `taken-back`
// (detail: the post).

import { link } from "../live/connection-state.js";
import { rooms } from "../live/rooms.js";
import { forgotten } from "../page/clear-storage.js";
import { between } from "../page/random.js";
import { withTabs } from "../page/tab-channel.js";
import * as store from "./store.js";
import { inTurn } from "./tab-lock.js";

const SHORTEST = 1000; // ms, until the next try
const LONGEST = 30_000;
const TURN_WITHIN = 5000; // ms; what is not under way by then waits
const ASKED_FOR_AT_MOST = 60_000; // ms that the server may ask to be left alone for
// ms by which a timer is late on a device that was busy, and in a hidden page, where browsers ring once a minute; where one is
// later, the device was asleep, and has just come back.
const AWAKE_WITHIN = 5000;
const HIDDEN_WITHIN = 90_000;
const FORGOTTEN_AFTER = 30 * 24 * 3600 * 1000;

export class Outbox extends EventTarget {
  #lane;
  #send;
  #isMine;
  #hurry;
  #isPatient;
  #dueAt = 0; // when the timer goes off, by this device's clock; 0 without one
  #posts = [];
  #tellTabs = withTabs("outbox", () => this.#look());
  #going = false;
  #again = false;
  #timer = 0;
  #tries = 0;
  #notBefore = 0;

  /**
   * `send(post)` answers `{ state }`: "saved"; "refused" with a `reason`; or "later", perhaps with `wait`, the milliseconds
   * for which the server wants to be left alone, and its `reason` for that, and `why`. It takes less than half a minute.
   * `isMine(post)` says which posts this page may send. `hurry`: from and to how many ms after the line came back. A lane that
   * `isPatient` sends nothing sooner after the line or the device came back, and one post at a time, with such a pause after each.
   */
  constructor(lane, { send, isMine, hurry, isPatient = false }) {
    super();
    this.#lane = lane;
    this.#send = send;
    this.#isMine = isMine;
    this.#hurry = hurry;
    this.#isPatient = isPatient;
  }

  async start() {
    rooms.addEventListener("open", () => this.#soon({ isBack: true }));
    window.addEventListener("online", () => this.#soon());
    document.addEventListener("visibilitychange", () => document.hidden || this.#soon());
    window.addEventListener(
      "beforeunload",
      (event) => this.#posts.some((post) => post.unstored) && event.preventDefault(),
    );
    await forgotten;
    await this.#forgetOld();
    await this.#look();
    if (this.#unsent.length) this.#soon();
  }

  /** The lane's posts, in order, whoever wrote them. */
  get posts() {
    return this.#posts;
  }

  isMine(post) {
    return this.#isMine(post);
  }

  /** Take a post in and send it as soon as those before it are gone. Returns whether this browser stored it. */
  async add(post) {
    const isStored = await store.add({ ...post, lane: this.#lane, state: "new", at: Date.now() });
    await this.#changed();
    this.#go();
    return isStored;
  }

  /**
   * What becomes of a post first: "saved", "taken-back", or its state and all that is known of it. With `last`, what becomes
   * of it in the end: waiting is not the end.
   */
  fate(id, { last = false } = {}) {
    const known = new AbortController();
    return new Promise((resolve) => {
      const settle = (fate) => {
        known.abort();
        resolve(fate);
      };
      const look = () => {
        const post = this.#posts.find((each) => each.id === id);
        if (post?.state !== "new" && !(last && post?.state === "waiting")) settle(post ?? { state: "saved" });
      };
      this.addEventListener("taken-back", ({ detail }) => detail?.id === id && settle({ state: "taken-back" }), {
        signal: known.signal,
      });
      this.addEventListener("answered", ({ detail }) => detail.post.id === id && settle(detail), {
        signal: known.signal,
      });
      this.addEventListener("change", look, { signal: known.signal });
      look();
    });
  }

  /** Take a post out, unless it is gone by then; never while it is on its way. */
  takeBack(id) {
    return inTurn(this.#lane, async () => {
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

  /** Where a lane is patient, nothing begins the pause anew but a line that came back: less than the shortest may be left of it. */
  #soon({ isBack = false } = {}) {
    const isLongEnough = !isBack || this.#dueAt - Date.now() >= this.#hurry[0];
    if (this.#isPatient && this.#dueAt && isLongEnough) return;
    this.#in(between(...this.#hurry));
  }

  #in(wait) {
    clearTimeout(this.#timer);
    const pause = Math.max(wait, this.#notBefore - performance.now());
    this.#dueAt = Date.now() + pause;
    this.#timer = setTimeout(() => this.#due(), pause);
  }

  #due() {
    const hasSlept = Date.now() - this.#dueAt > (document.hidden ? HIDDEN_WITHIN : AWAKE_WITHIN);
    this.#dueAt = 0;
    if (this.#isPatient && hasSlept) this.#soon();
    else this.#go();
  }

  /** Send what there is. Asked for once more meanwhile, it looks again at the end. */
  async #go() {
    this.#again = true;
    if (this.#going) return;
    this.#going = true;
    try {
      while (this.#again) {
        this.#again = false;
        const late = setTimeout(() => this.#wait(), TURN_WITHIN);
        await inTurn(this.#lane, (isOurTurn) => {
          clearTimeout(late);
          return this.#sendAll(isOurTurn);
        });
      }
    } finally {
      this.#going = false;
    }
  }

  async #sendAll(isOurTurn) {
    await this.#look();
    while (this.#unsent.length && (await isOurTurn())) {
      const [post] = this.#unsent;
      const answer = performance.now() < this.#notBefore ? { state: "later" } : await this.#send(post);
      if (answer.state === "later") {
        await this.#retry(answer);
        return;
      }
      this.#tries = 0;
      if (answer.state === "saved") await store.remove(post.id);
      else await store.change(post.id, { state: "refused", reason: answer.reason });
      this.dispatchEvent(new CustomEvent("answered", { detail: { post, ...answer } }));
      await this.#changed();
      if (this.#isPatient && this.#unsent.length) {
        this.#soon();
        return;
      }
    }
  }

  async #wait({ why, reason } = {}) {
    for (const { id } of this.#unsent) await store.change(id, { state: "waiting", why, reason });
    await this.#changed();
  }

  async #retry({ wait = 0, why, reason }) {
    await this.#wait({ why, reason: wait ? reason : "" });
    if (wait) this.#notBefore = performance.now() + Math.min(ASKED_FOR_AT_MOST, wait);
    if (this.#isPatient && !wait) this.#soon();
    else this.#in(between(SHORTEST, Math.min(LONGEST, 2 * SHORTEST * 2 ** this.#tries++)));
  }

  async #changed() {
    this.#tellTabs(this.#lane);
    await this.#look();
  }

  async #look() {
    this.#posts = (await store.all()).filter(({ lane }) => lane === this.#lane);
    link.unsent(
      this,
      this.#unsent.filter(({ state }) => state === "waiting"),
    );
    this.dispatchEvent(new Event("change"));
  }

  async #forgetOld() {
    for (const { id, at } of await store.all()) if (Date.now() - at > FORGOTTEN_AFTER) await store.remove(id);
  }
}
