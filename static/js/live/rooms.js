// The rooms this page listens to, over one line. Without a line they are polled.
//
// Events, each with the room in its detail: `told` (room, after, v, what, html) · `version` (room, v, why: subscribed, beat,
// behind, answer, or known: from before) · `here` (room, count, who) · `closed` (room). Without a room: `open`, the
// line is back · `poll`, every pane asks.

import { reloadOnce } from "../page/reload.js";
import { appVersion } from "./app-version.js";
import { link } from "./connection-state.js";
import { learn } from "./database-clock.js";
import { Polling } from "./polling.js";
import { Line } from "./socket.js";

const SIGNED_OUT = 4401;
const FAILURES_BEFORE_POLLING = 3;
const HEARD_WITHIN = 1000; // ms; our own row comes by the room like everyone's

class Rooms extends EventTarget {
  #panes = new Set();
  #capacity = new Map(); // room: { asked: when, v: the newest version heard of }
  #due = new Set();
  #line = null;
  #polling = new Polling(() => this.#emit("poll"));

  /** A pane (room, version, by) wants to hear its room. */
  join(pane) {
    this.#panes.add(pane);
    this.#later(pane.room);
    if (!this.#line) this.#open();
  }

  leave(pane) {
    this.#panes.delete(pane);
    this.#later(pane.room);
  }

  /** A write was answered with `ROOM VERSION, …`: whoever has not heard of it in a moment is behind. */
  hearAnswer(versions) {
    for (const told of versions.split(",")) {
      const [room, v] = told.trim().split(" ");
      if (v) setTimeout(() => this.#emit("version", { room, v: Number(v), why: "answer" }), HEARD_WITHIN);
    }
  }

  /** The page woke up, or the network came back. */
  resync() {
    if (document.hidden || !this.#line) return;
    this.#line.hurry();
    this.#emit("poll");
  }

  #open() {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    this.#line = new Line(
      `${scheme}://${location.host}/live/?language=${encodeURIComponent(document.documentElement.lang)}`,
    );
    this.#line.addEventListener("open", () => {
      this.#rooms().forEach((room) => this.#subscribe(room));
      this.#emit("open");
    });
    this.#line.addEventListener("frame", ({ detail }) => this.#hear(detail));
    this.#line.addEventListener("lost", ({ detail }) => this.#lost(detail));
    document.addEventListener("visibilitychange", () => this.resync());
    window.addEventListener("online", () => this.resync());
    window.addEventListener("pageshow", ({ persisted }) => persisted && this.resync());
    link.note({ used: true });
    this.#line.connect();
  }

  #rooms() {
    return new Set(Array.from(this.#panes, (pane) => pane.room));
  }

  /** Panes come and go by the dozen, and some only move: look once they have settled. */
  #later(room) {
    if (!this.#due.size) queueMicrotask(() => this.#settle());
    this.#due.add(room);
  }

  #settle() {
    const wanted = this.#rooms();
    for (const room of this.#due) {
      const subscription = this.#capacity.get(room);
      if (!wanted.has(room)) this.#rise(room);
      else if (subscription) this.#emit("version", { room, v: subscription.v, why: "known" });
      else this.#subscribe(room);
    }
    this.#due.clear();
  }

  #subscribe(room) {
    if (!this.#line.isOpen) return;
    const panes = Array.from(this.#panes).filter((pane) => pane.room === room);
    const by = panes.find((pane) => pane.by)?.by;
    this.#capacity.set(room, { asked: performance.now(), v: 0 });
    this.#line.send({ subscribe: room, seen: Math.min(...panes.map((pane) => pane.version)), ...(by && { by }) });
  }

  #rise(room) {
    if (this.#capacity.delete(room)) this.#line.send({ unsubscribe: room });
  }

  #hear(frame) {
    this.#listening(true);
    const { kind, room, v } = frame;
    if (kind === "welcome") appVersion.hear(frame.app_version);
    if (kind === "subscribed") learn(frame.now, { asked: this.#capacity.get(room)?.asked });
    if (kind === "subscribed" || kind === "behind") this.#hearVersion(room, v, kind);
    if (kind === "refused" || kind === "unsubscribed") this.#emit("closed", { room });
    if (kind === "here") this.#emit("here", frame);
    if (kind === "beat") this.#hearBeat(frame);
    if (kind === "told") this.#hearTold(frame);
  }

  #hearBeat({ now, rooms: versions = {} }) {
    learn(now);
    link.beat();
    for (const [room, v] of Object.entries(versions)) this.#hearVersion(room, v, "beat");
  }

  #hearTold(frame) {
    link.bellHeard();
    this.#note(frame.room, Math.max(frame.v, this.#capacity.get(frame.room)?.v ?? 0));
    this.#emit("told", frame);
  }

  #hearVersion(room, v, why) {
    this.#note(room, v);
    this.#emit("version", { room, v, why });
  }

  #note(room, v) {
    const subscription = this.#capacity.get(room);
    if (subscription) subscription.v = v;
  }

  #lost(code) {
    this.#capacity.clear();
    if (code === SIGNED_OUT) {
      this.#line.stop();
      reloadOnce();
    }
    this.#listening(false);
  }

  #listening(open) {
    const polling = !open && this.#line.failures >= FAILURES_BEFORE_POLLING;
    link.note({ open, polling });
    this.#polling.on = polling;
  }

  #emit(name, detail = {}) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

export const rooms = new Rooms();
