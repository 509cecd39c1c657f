// How well this page hears, in one word for the reader: live, catching-up, slower or offline; and how much of what was
// written here waits to be sent.

class Link extends EventTarget {
  #facts = { used: false, open: false, polling: false, unreached: false, deaf: 0 };
  #behind = new Set();
  #unsent = new Map();
  #said = "live 0 0";

  get state() {
    const { used, open, polling, unreached, deaf } = this.#facts;
    if (!open && (unreached || !navigator.onLine)) return "offline";
    if (polling || deaf > 0) return "slower";
    if ((used && !open) || this.#behind.size) return "catching-up";
    return "live";
  }

  get waiting() {
    return Array.from(this.#unsent.values()).flat().length;
  }

  /** How many of those only this page holds: they are lost if it is closed. */
  get unstored() {
    return Array.from(this.#unsent.values())
      .flat()
      .filter((post) => post.unstored).length;
  }

  /** What the line and the fetches found out: `{ open: true }`, `{ unreached: false }`. */
  note(facts) {
    Object.assign(this.#facts, facts);
    this.#say();
  }

  /** A pane has, or no longer has, something to catch up with. */
  catchingUp(pane, behind) {
    if (behind) this.#behind.add(pane);
    else this.#behind.delete(pane);
    this.#say();
  }

  /** These posts of a lane wait. */
  unsent(lane, posts) {
    this.#unsent.set(lane, posts);
    this.#say();
  }

  /** A heartbeat knew of something no bell had told: the next three heartbeats are watched. */
  bellMissed() {
    this.note({ deaf: 4 });
  }

  bellHeard() {
    this.note({ deaf: 0 });
  }

  beat() {
    this.note({ deaf: Math.max(0, this.#facts.deaf - 1) });
  }

  #say() {
    const now = `${this.state} ${this.waiting} ${this.unstored}`;
    if (now === this.#said) return;
    this.#said = now;
    this.dispatchEvent(new Event("change"));
  }
}

export const link = new Link();
