// How current this page is, as one state that readers can be told: live, catching-up, slower or offline; and how many of the
// posts written here are not sent yet. Event: `change`.

const HEARTBEATS_TO_TRUST = 4; // so many heartbeats in a row without a missed notification end the state "slower"

class ConnectionState extends EventTarget {
  #facts = { usesSocket: false, isOpen: false, isPolling: false, isUnreachable: false };
  #heartbeatsLeft = 0; // until notifications are trusted again, after one was missed
  #behind = new Set();
  #waiting = new Map(); // outbox: its posts that wait
  #lastSummary = "live 0 0";

  get state() {
    const { usesSocket, isOpen, isPolling, isUnreachable } = this.#facts;
    if (!isOpen && (isUnreachable || !navigator.onLine)) return "offline";
    if (isPolling || this.#heartbeatsLeft > 0) return "slower";
    if ((usesSocket && !isOpen) || this.#behind.size) return "catching-up";
    return "live";
  }

  /** How many posts wait to be sent. */
  get waiting() {
    return this.#posts.length;
  }

  /** How many of them only this page holds: they are lost if it is closed. */
  get unstored() {
    return this.#posts.filter((post) => post.unstored).length;
  }

  /** Record what the socket and the fetches found out: any of `usesSocket`, `isOpen`, `isPolling` and `isUnreachable`. */
  update(facts) {
    Object.assign(this.#facts, facts);
    this.#notify();
  }

  /** Record whether a pane has something to fetch. */
  setBehind(pane, isBehind) {
    if (isBehind) this.#behind.add(pane);
    else this.#behind.delete(pane);
    this.#notify();
  }

  /** Record the posts of an outbox that wait to be sent. */
  setWaiting(outbox, posts) {
    this.#waiting.set(outbox, posts);
    this.#notify();
  }

  /** A heartbeat carried a version that no notification had told. */
  notificationMissed() {
    this.#heartbeatsLeft = HEARTBEATS_TO_TRUST;
    this.#notify();
  }

  notificationReceived() {
    this.#heartbeatsLeft = 0;
    this.#notify();
  }

  heartbeatReceived() {
    this.#heartbeatsLeft = Math.max(0, this.#heartbeatsLeft - 1);
    this.#notify();
  }

  get #posts() {
    return Array.from(this.#waiting.values()).flat();
  }

  #notify() {
    const summary = `${this.state} ${this.waiting} ${this.unstored}`;
    if (summary === this.#lastSummary) return;
    this.#lastSummary = summary;
    this.dispatchEvent(new Event("change"));
  }
}

export const connectionState = new ConnectionState();
