// <live-pane data-room="R" data-src="/s/…/talk/" data-version="12">…first paint…</live-pane>
//
// A piece of the page that one room tells of. Optional attributes:
//   data-every="3"           fetched again every so many seconds while the page is visible
//   data-pane="reviews:stage" its name: what is told may hold, by that, what everyone sees in it from now on
//   data-fetch-on="dealt …"  these kinds of telling (`what`) are fetched, not applied: for panes that show what is mine
//   data-by="TOKEN"          a screen's token, sent with the seat
//   data-pace="1000"         adds at most one comment (`data-comment`) in so many ms
// A link inside it with `data-pane-src` leads to another page of the pane, which is then fetched from there; focus goes to the
// element with `data-page-start`. Without data-room it is only fetched. A list inside it, or a scrolling box around it, with `data-follow-end` stays at
// its end while the reader is there. Elements that arrive carry `data-arrived` for a second. After each change the event
// `pane-changed` bubbles from the pane.

import { Feed } from "../lib/feed.js";
import { applyFragment, replaceContent, takenBack } from "../lib/fragments.js";
import { FollowedEnd, keepFocus } from "../lib/keep-place.js";
import { Pace } from "../lib/pace.js";
import { reloadWhenIdle } from "../lib/page.js";
import { rooms } from "../lib/rooms.js";

class LivePane extends HTMLElement {
  #feed;
  #stop;
  #end = null;
  #pace = null;

  connectedCallback() {
    this.#feed = new Feed(this);
    this.#stop = new AbortController();
    this.#pace = this.dataset.pace ? new Pace(this, Number(this.dataset.pace)) : null;
    this.addEventListener("click", (event) => this.#turn(event), { signal: this.#stop.signal });
    const on = (name, act) =>
      rooms.addEventListener(name, ({ detail }) => detail.room === this.room && act(detail), { signal: this.#stop.signal });
    on("told", (frame) => this.#feed.hear(frame));
    on("version", ({ v, why }) => this.#feed.learnOf(v, why));
    on("closed", () => this.#feed.fetch());
    rooms.addEventListener("poll", () => this.#feed.fetch(), { signal: this.#stop.signal });
    if (this.room) rooms.join(this);
    if (this.dataset.every) this.#repeat(Number(this.dataset.every) * 1000);
    this.#followEnd();
  }

  disconnectedCallback() {
    this.#stop.abort();
    this.#feed.stop();
    this.#pace?.stop();
    this.#end?.release();
    this.#end = null;
    if (this.room) rooms.leave(this);
  }

  get room() {
    return this.dataset.room ?? "";
  }

  get src() {
    return this.dataset.src;
  }

  get by() {
    return this.dataset.by;
  }

  get version() {
    return Number(this.dataset.version) || 0;
  }

  set version(version) {
    this.dataset.version = version;
  }

  /** Show what was told. False where that has to be fetched. */
  show({ what, html, panes, v }) {
    if (this.dataset.fetchOn?.split(" ").includes(what)) return false;
    if (panes) return this.#showWhole(panes[this.dataset.pane], v);
    if (html === undefined) return false;
    this.#pace?.takeBack(takenBack(html));
    this.#change(() => applyFragment(this, html), v);
    return true;
  }

  /** Undefined: it changes other panes. Null: it was too long to be told. */
  #showWhole(html, version) {
    if (html === null) return false;
    if (html === undefined) this.version = version;
    else this.replace(html, version);
    return true;
  }

  replace(html, version) {
    this.#change(() => replaceContent(this, html), version);
  }

  /** Fetch the whole pane now. */
  refresh() {
    return this.#feed.refresh();
  }

  /** We may no longer hear this room; the server knows where we belong. */
  close() {
    reloadWhenIdle();
  }

  #change(act, version) {
    this.version = version;
    if (this.#pace) this.#pace.take(() => this.#put(act));
    else this.#put(act);
  }

  #put(act) {
    const giveBackFocus = keepFocus(this);
    const changed = act();
    giveBackFocus();
    this.#followEnd();
    changed.forEach((element) => window.htmx?.process(element));
    this.dispatchEvent(new CustomEvent("pane-changed", { bubbles: true }));
  }

  async #turn(event) {
    const link = event.target.closest("a[data-pane-src]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.dataset.src = link.dataset.paneSrc;
    await this.refresh();
    const start = this.querySelector("[data-page-start]");
    start?.scrollTo(0, 0);
    if (start?.getBoundingClientRect().top < 0) start.scrollIntoView(); // on a phone the page scrolls, not the list
    start?.focus({ preventScroll: true });
  }

  #followEnd() {
    const list = this.closest("[data-follow-end]") ?? this.querySelector("[data-follow-end]");
    if (list !== (this.#end?.list ?? null)) {
      this.#end?.release();
      this.#end = list && new FollowedEnd(list);
    }
    this.#end?.settle();
  }

  #repeat(every) {
    this.#feed.in(every, () => {
      if (!document.hidden) this.#feed.fetch();
      this.#repeat(every);
    });
  }
}

customElements.define("live-pane", LivePane);
