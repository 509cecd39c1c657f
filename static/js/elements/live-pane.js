// <live-pane data-room="R" data-src="/s/…/talk/" data-version="12">…first paint…</live-pane>
//
// A piece of the page that one room tells of. Optional attributes:
//   data-every="3"           fetched again every so many seconds while the page is visible
//   data-pane="reviews:stage" its name: what is told may hold, by that, what everyone sees in it from now on
//   data-fetch-on="groups …"  these kinds of telling (`what`) are fetched, not applied: for panes that show what is mine
//   data-renew-on="stage …"  after these it is fetched some time later: what it shows stays good for longer
//   data-by="TOKEN"          a screen's token, sent with the subscription
//   data-pace="1000"         adds at most one comment (`data-comment`) in so many ms
// A link inside it with `data-pane-src` leads to another page of the pane, which is then fetched from there; focus goes to the
// element with `data-page-start`. Without data-room it is only fetched. A list inside it, or a scrolling box around
// it, with `data-follow-end` stays at
// its end while the reader is there. Elements that arrive carry `data-arrived` for a second, unless many do. What is told is
// applied in one go with what comes at the same time; then, if the pane changed, `pane-changed` bubbles from it
// (detail: `changed`, the elements that did).

import { FollowedEnd, keepFocus } from "../live/focus-and-scroll.js";
import { among, applyFragment, replaceContent, takenBack } from "../live/fragments.js";
import { Pace } from "../live/paced-display.js";
import { Feed } from "../live/pane-sync.js";
import { forget, inOneGo } from "../live/render-scheduler.js";
import { rooms } from "../live/rooms.js";
import { reloadWhenIdle } from "../page/reload.js";

const ACTING = "[hx-get], [hx-post]";
const CLOSED = 1000; // ms

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
      rooms.addEventListener(name, ({ detail }) => detail.room === this.room && act(detail), {
        signal: this.#stop.signal,
      });
    on("told", (frame) => this.#feed.hear(frame));
    on("version", ({ v, why }) => this.#feed.learnOf(v, why));
    on("closed", () => this.#feed.in(CLOSED, () => this.#feed.fetch())); // if the page is not loaded again by then
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
    if (this.dataset.renewOn?.split(" ").includes(what)) this.#feed.renew();
    if (panes) return this.#showWhole(panes[this.dataset.pane], v);
    if (html === undefined) return false;
    this.#pace?.takeBack(takenBack(html));
    this.version = v;
    const change = () => applyFragment(this, html);
    if (this.#pace) this.#pace.take(() => this.put([change]));
    else inOneGo(this, change);
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
    this.version = version;
    forget(this); // the whole holds all that was told before
    const change = () => replaceContent(this, html);
    if (this.#pace) this.#pace.take(() => this.put([change]));
    else this.put([change]);
  }

  /** Let these changes happen, each of which returns the elements that it changed. */
  put(changes) {
    const giveBackFocus = keepFocus(this);
    const giveBackReading = this.#end?.keepReading();
    const changed = changes.flatMap((change) => change());
    if (!changed.length) return; // what was told is for another pane
    giveBackFocus();
    giveBackReading?.();
    queueMicrotask(() => this.#followEnd()); // once all panes have changed: it asks for the page's layout
    among(changed, ACTING).forEach((element) => window.htmx?.process(element));
    this.dispatchEvent(new CustomEvent("pane-changed", { bubbles: true, detail: { changed } }));
  }

  /** Fetch the whole pane now. */
  refresh() {
    return this.#feed.refresh();
  }

  /** We may no longer hear this room; the server knows where we belong. */
  close() {
    reloadWhenIdle();
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
    if (!this.isConnected) return;
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
