// The rooms that this page listens to, over one socket. Without a socket their panes are polled, and who is in the rooms.
//
// Events with the room in their detail: `told` (room, after, v, what, html) · `version` (room, v, why: subscribed, beat,
// behind, answer; or known, to a pane that joins a subscribed room) · `here` (room, count, who) · `closed` (room).
// Events without a room: `open`, the socket is connected again · `poll`, every pane should fetch.

import { reloadOnce } from "../page/reload.js";
import { appVersion } from "./app-version.js";
import { connectionState } from "./connection-state.js";
import { recordDatabaseTime } from "./database-clock.js";
import { fetchWithTimeout } from "./fetch-with-timeout.js";
import { Polling } from "./polling.js";
import { ReconnectingSocket } from "./socket.js";

const SIGNED_OUT = 4401; // a close code
const FAILURES_BEFORE_POLLING = 3;
const POLL_TIMEOUT = 15_000; // ms
const EXPECTED_WITHIN = 1000; // ms; the row that a person wrote arrives by the room like everyone's

class Rooms extends EventTarget {
  #panes = new Set();
  #subscriptions = new Map(); // room: { requestedAt: by performance.now(), v: the newest known version }
  #changedRooms = new Set(); // rooms whose panes came or went since the last look
  #socket = null;
  #polling = new Polling(() => this.#emit("poll"));
  #presence = new Polling(() => this.#pollPresence(), { evenHidden: true });

  /** Subscribe a pane to its room. It has a `room`, a `version`, and perhaps a token as `by`. */
  addPane(pane) {
    this.#panes.add(pane);
    this.#updateSoon(pane.room);
    if (!this.#socket) this.#connect();
  }

  removePane(pane) {
    this.#panes.delete(pane);
    this.#updateSoon(pane.room);
  }

  /** A write was answered with `ROOM VERSION, …`. Panes that have not received that version a moment later will fetch it. */
  expectVersions(header) {
    for (const pair of header.split(",")) {
      const [room, v] = pair.trim().split(" ");
      if (v) setTimeout(() => this.#emit("version", { room, v: Number(v), why: "answer" }), EXPECTED_WITHIN);
    }
  }

  /** The page was shown again, or the network came back: check the socket and fetch what was missed. */
  #resync() {
    if (document.hidden) return;
    this.#socket.checkNow();
    this.#emit("poll");
  }

  #connect() {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const language = encodeURIComponent(document.documentElement.lang);
    this.#socket = new ReconnectingSocket(`${scheme}://${location.host}/live/?language=${language}`);
    this.#socket.addEventListener("open", () => {
      this.#rooms().forEach((room) => this.#subscribe(room));
      this.#emit("open");
    });
    this.#socket.addEventListener("frame", ({ detail }) => this.#receive(detail));
    this.#socket.addEventListener("lost", ({ detail }) => this.#lost(detail));
    document.addEventListener("visibilitychange", () => this.#resync());
    window.addEventListener("online", () => this.#resync());
    window.addEventListener("pageshow", ({ persisted }) => persisted && this.#resync());
    connectionState.update({ usesSocket: true });
    this.#socket.connect();
  }

  #rooms() {
    return new Set(Array.from(this.#panes, (pane) => pane.room));
  }

  /** Panes come and go together, and some only move within the page, so subscriptions are updated once afterwards. */
  #updateSoon(room) {
    if (!this.#changedRooms.size) queueMicrotask(() => this.#updateSubscriptions());
    this.#changedRooms.add(room);
  }

  #updateSubscriptions() {
    const wanted = this.#rooms();
    for (const room of this.#changedRooms) {
      const subscription = this.#subscriptions.get(room);
      if (!wanted.has(room)) this.#unsubscribe(room);
      else if (subscription) this.#emit("version", { room, v: subscription.v, why: "known" });
      else this.#subscribe(room);
    }
    this.#changedRooms.clear();
  }

  #subscribe(room) {
    if (!this.#socket.isOpen) return;
    const panes = Array.from(this.#panes).filter((pane) => pane.room === room);
    const by = panes.find((pane) => pane.by)?.by;
    this.#subscriptions.set(room, { requestedAt: performance.now(), v: 0 });
    this.#socket.send({ subscribe: room, seen: Math.min(...panes.map((pane) => pane.version)), ...(by && { by }) });
  }

  #unsubscribe(room) {
    if (this.#subscriptions.delete(room)) this.#socket.send({ unsubscribe: room });
  }

  #receive(frame) {
    this.#setOpen(true);
    const { kind, room, v } = frame;
    if (kind === "welcome") appVersion.compare(frame.app_version);
    if (kind === "subscribed") recordDatabaseTime(frame.now, { asked: this.#subscriptions.get(room)?.requestedAt });
    if (kind === "subscribed" || kind === "behind") this.#noteVersion(room, v, kind);
    if (kind === "refused" || kind === "unsubscribed") this.#emit("closed", { room });
    if (kind === "here") this.#emit("here", frame);
    if (kind === "beat") this.#receiveHeartbeat(frame);
    if (kind === "told") {
      connectionState.notificationReceived();
      this.#setVersion(room, Math.max(v, this.#subscriptions.get(room)?.v ?? 0));
      this.#emit("told", frame);
    }
  }

  #receiveHeartbeat({ now, rooms: versions = {} }) {
    recordDatabaseTime(now);
    connectionState.heartbeatReceived();
    for (const [room, v] of Object.entries(versions)) this.#noteVersion(room, v, "beat");
  }

  #noteVersion(room, v, why) {
    this.#setVersion(room, v);
    this.#emit("version", { room, v, why });
  }

  #setVersion(room, v) {
    const subscription = this.#subscriptions.get(room);
    if (subscription) subscription.v = v;
  }

  #lost(code) {
    this.#subscriptions.clear();
    if (code === SIGNED_OUT) {
      this.#socket.stop();
      reloadOnce();
    }
    this.#setOpen(false);
  }

  #setOpen(isOpen) {
    const isPolling = !isOpen && this.#socket.failures >= FAILURES_BEFORE_POLLING;
    connectionState.update({ isOpen, isPolling });
    this.#polling.isOn = isPolling;
    this.#presence.isOn = isPolling;
  }

  /** Be present in the rooms without a socket, and learn who else is. */
  async #pollPresence() {
    const query = new URLSearchParams(Array.from(this.#rooms(), (room) => ["room", room]));
    if (document.hidden) query.append("hidden", "1");
    try {
      const response = await fetchWithTimeout(`/here/?${query}`, { cache: "no-store", timeout: POLL_TIMEOUT });
      if (response.ok) for (const frame of await response.json()) this.#emit("here", frame);
    } catch {
      // the next poll tries again
    }
  }

  #emit(name, detail = {}) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

export const rooms = new Rooms();
