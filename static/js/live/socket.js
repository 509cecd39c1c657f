// One WebSocket that comes back. Events: `open`, `frame` (detail: the frame), `lost` (detail: the close code).
//
// A server that restarts says when to come back, in milliseconds: it deals the moments out. Otherwise chance does.

import { between } from "../page/random.js";

const SILENCE = 25_000; // heartbeats come every 10 s
const PATIENCE = 12_000; // for a connection, or for the next heartbeat when we have reason to doubt
const SHORTEST = 500;
const LONGEST = 10_000;
const HINT = /^again (\d+)$/;

export class Line extends EventTarget {
  #address;
  #socket = null;
  #heard = false;
  #failures = 0;
  #timer = 0;

  constructor(address) {
    super();
    this.#address = address;
  }

  get isOpen() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /** How many connections in a row brought not one frame. */
  get failures() {
    return this.#failures;
  }

  connect() {
    if (this.#socket) return;
    const socket = new WebSocket(this.#address);
    this.#socket = socket;
    this.#heard = false;
    socket.onopen = () => this.#emit("open");
    socket.onmessage = ({ data }) => {
      this.#heard = true;
      this.#failures = 0;
      this.#giveUpAfter(SILENCE);
      [JSON.parse(data)].flat().forEach((frame) => this.#emit("frame", frame)); // a busy room is told several things in one
    };
    socket.onclose = ({ code, reason }) => this.#lose(code, reason);
    this.#giveUpAfter(PATIENCE);
  }

  send(frame) {
    if (this.isOpen) this.#socket.send(JSON.stringify(frame));
  }

  /** Something woke us: connect without waiting, or wait for the next heartbeat and no longer. */
  hurry() {
    if (this.isOpen) this.#giveUpAfter(PATIENCE);
    else this.connect();
  }

  stop() {
    clearTimeout(this.#timer);
    this.#drop();
  }

  #giveUpAfter(milliseconds) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#lose(1006), milliseconds);
  }

  #lose(code, reason = "") {
    this.#drop();
    this.#failures = this.#heard ? 0 : this.#failures + 1;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.connect(), this.#untilNext(reason));
    this.#emit("lost", code);
  }

  #untilNext(reason) {
    const hint = HINT.exec(reason);
    if (hint) return Math.min(LONGEST, Math.max(SHORTEST, Number(hint[1])));
    return between(SHORTEST, Math.min(LONGEST, 2000 * 2 ** this.#failures));
  }

  #drop() {
    if (!this.#socket) return;
    this.#socket.onopen = this.#socket.onmessage = this.#socket.onclose = null;
    this.#socket.close();
    this.#socket = null;
  }

  #emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
