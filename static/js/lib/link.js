// How well this page hears, in one word for the reader: live, catching-up, slower or offline.

class Link extends EventTarget {
  #facts = { used: false, open: false, polling: false, unreached: false, deaf: 0 };
  #behind = new Set();
  #said = "live";

  get state() {
    const { used, open, polling, unreached, deaf } = this.#facts;
    if (!open && (unreached || !navigator.onLine)) return "offline";
    if (polling || deaf > 0) return "slower";
    if ((used && !open) || this.#behind.size) return "catching-up";
    return "live";
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
    if (this.state === this.#said) return;
    this.#said = this.state;
    this.dispatchEvent(new Event("change"));
  }
}

export const link = new Link();
