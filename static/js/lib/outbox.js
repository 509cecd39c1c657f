// What was written and is not yet acknowledged: kept in this browser, sent in the order written, sent again by itself.
//
// A post is `new` (not tried yet), `waiting` (tried in vain, or behind one that was) or `refused` (with a `reason`, for its
// writer to take back); when the server has it, it is gone. A lane sends its posts one after the other, and never in two
// tabs at once. Events: `change` · `answered` (detail: the post, and what `send` said of it) · `taken-back`
// (detail: the post).

import { link } from "./link.js";
import * as store from "./outbox-store.js";
import { between } from "./random.js";
import { rooms } from "./rooms.js";
import { inTurn } from "./turn.js";

const SHORTEST = 1000; // ms, until the next try
const LONGEST = 30_000;
const FORGOTTEN_AFTER = 30 * 24 * 3600 * 1000;

export class Outbox extends EventTarget {
  #lane;
  #send;
  #isMine;
  #hurry;
  #posts = [];
  #tabs = new BroadcastChannel("hashira.outbox");
  #going = false;
  #again = false;
  #timer = 0;
  #tries = 0;
  #notBefore = 0;

  /**
   * `send(post)` answers `{ state }`: "saved"; "refused" with a `reason`; or "later", perhaps with `wait`, the milliseconds
   * for which the server wants to be left alone, and `why`. It takes less than half a minute. `isMine(post)` says which
   * posts this page may send. `hurry`: from and to how many ms after the line came back.
   */
  constructor(lane, { send, isMine, hurry }) {
    super();
    this.#lane = lane;
    this.#send = send;
    this.#isMine = isMine;
    this.#hurry = hurry;
  }

  async start() {
    this.#tabs.onmessage = () => this.#look();
    rooms.addEventListener("open", () => this.#soon());
    window.addEventListener("online", () => this.#soon());
    document.addEventListener("visibilitychange", () => document.hidden || this.#soon());
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

  /** Keep a post and send it as soon as those before it are gone. */
  async add(post) {
    await store.add({ ...post, lane: this.#lane, state: "new", at: Date.now() });
    await this.#changed();
    this.#go();
  }

  /** What becomes of a post first: "saved", or its state and all that is known of it. */
  fate(id) {
    const known = new AbortController();
    return new Promise((resolve) => {
      const settle = (fate) => {
        known.abort();
        resolve(fate);
      };
      const look = () => {
        const post = this.#posts.find((each) => each.id === id);
        if (post?.state !== "new") settle(post ?? { state: "saved" });
      };
      this.addEventListener("answered", ({ detail }) => detail.post.id === id && settle(detail), { signal: known.signal });
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

  #soon() {
    this.#in(between(...this.#hurry));
  }

  #in(wait) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#go(), Math.max(wait, this.#notBefore - Date.now()));
  }

  /** Send what there is. Asked for once more meanwhile, it looks again at the end. */
  async #go() {
    this.#again = true;
    if (this.#going) return;
    this.#going = true;
    try {
      while (this.#again) {
        this.#again = false;
        await inTurn(this.#lane, (isOurTurn) => this.#sendAll(isOurTurn));
      }
    } finally {
      this.#going = false;
    }
  }

  async #sendAll(isOurTurn) {
    await this.#look();
    while (this.#unsent.length && (await isOurTurn())) {
      const [post] = this.#unsent;
      const answer = Date.now() < this.#notBefore ? { state: "later" } : await this.#send(post);
      if (answer.state === "later") {
        await this.#wait(answer);
        return;
      }
      this.#tries = 0;
      if (answer.state === "saved") await store.remove(post.id);
      else await store.change(post.id, { state: "refused", reason: answer.reason });
      this.dispatchEvent(new CustomEvent("answered", { detail: { post, ...answer } }));
      await this.#changed();
    }
  }

  async #wait({ wait = 0, why }) {
    for (const { id } of this.#unsent) await store.change(id, { state: "waiting", why });
    await this.#changed();
    if (wait) this.#notBefore = Date.now() + Math.min(LONGEST, wait);
    this.#in(between(SHORTEST, Math.min(LONGEST, 2 * SHORTEST * 2 ** this.#tries++)));
  }

  async #changed() {
    this.#tabs.postMessage(this.#lane);
    await this.#look();
  }

  async #look() {
    this.#posts = (await store.all()).filter(({ lane }) => lane === this.#lane);
    link.unsent(this, this.#unsent.filter(({ state }) => state === "waiting").length);
    this.dispatchEvent(new Event("change"));
  }

  async #forgetOld() {
    for (const { id, at } of await store.all()) if (Date.now() - at > FORGOTTEN_AFTER) await store.remove(id);
  }
}
