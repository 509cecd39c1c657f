// A WebSocket that reconnects. Events: `open`, `frame` (detail: the frame) and `lost` (detail: the close code).
//
// A server that restarts tells each browser when to come back: `again MILLISECONDS` is its close reason. It spreads these moments
// so that not all browsers come at once. Without such a hint the delay is random, and grows with each failure.

import { randomBetween } from "../page/random.js";

const HEARTBEAT_TIMEOUT = 25_000; // ms without a frame; the server sends a heartbeat every 10 s
const CONNECT_TIMEOUT = 12_000; // ms for a connection, or for the next heartbeat where the connection is in doubt
// ms before connecting again. The server's hints (RECONNECT_AFTER in workshop/web/websocket_protocol.py) are within these bounds too.
const SHORTEST_DELAY = 500;
const LONGEST_DELAY = 10_000;
const FIRST_STEP = 2000; // ms; the longest delay without a failure, doubled with each one
const RECONNECT_HINT = /^again (\d+)$/;

export class ReconnectingSocket extends EventTarget {
  #address;
  #socket = null;
  #hasReceived = false;
  #failures = 0;
  #timer = 0;

  constructor(address) {
    super();
    this.#address = address;
  }

  get isOpen() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /** How many connections in a row brought no frame at all. */
  get failures() {
    return this.#failures;
  }

  connect() {
    if (this.#socket) return;
    const socket = new WebSocket(this.#address);
    this.#socket = socket;
    this.#hasReceived = false;
    socket.onopen = () => this.#emit("open");
    socket.onmessage = ({ data }) => {
      this.#hasReceived = true;
      this.#failures = 0;
      this.#startTimeout(HEARTBEAT_TIMEOUT);
      [JSON.parse(data)].flat().forEach((frame) => this.#emit("frame", frame)); // a busy room sends several frames as a list
    };
    socket.onclose = ({ code, reason }) => this.#lose(code, reason);
    this.#startTimeout(CONNECT_TIMEOUT);
  }

  /** Send a frame; without an open connection it is dropped. */
  send(frame) {
    if (this.isOpen) this.#socket.send(JSON.stringify(frame));
  }

  /** Make sure that the connection works, after the page or the network was suspended: connect at once, or await a heartbeat. */
  checkNow() {
    if (this.isOpen) this.#startTimeout(CONNECT_TIMEOUT);
    else this.connect();
  }

  /** Close the connection and stay closed. */
  stop() {
    clearTimeout(this.#timer);
    this.#close();
  }

  #startTimeout(milliseconds) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#lose(1006), milliseconds);
  }

  #lose(code, reason = "") {
    this.#close();
    this.#failures = this.#hasReceived ? 0 : this.#failures + 1;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.connect(), this.#reconnectDelay(reason));
    this.#emit("lost", code);
  }

  #reconnectDelay(reason) {
    const hint = RECONNECT_HINT.exec(reason);
    if (hint) return Math.min(LONGEST_DELAY, Math.max(SHORTEST_DELAY, Number(hint[1])));
    return randomBetween(SHORTEST_DELAY, Math.min(LONGEST_DELAY, FIRST_STEP * 2 ** this.#failures));
  }

  #close() {
    if (!this.#socket) return;
    this.#socket.onopen = this.#socket.onmessage = this.#socket.onclose = null;
    this.#socket.close();
    this.#socket = null;
  }

  #emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
