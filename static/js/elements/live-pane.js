// <live-pane data-room="R" data-src="/s/…/talk/" data-version="12">…first paint…</live-pane>
//
// A part of the page that one room keeps current. Optional attributes:
//   data-every="3"           fetched again every so many seconds while the page is visible
//   data-pane="reviews:stage" its name, by which a frame may bring its new content
//   data-fetch-on="groups …" after frames of these kinds (`what`) the pane is fetched: for panes that show the reader's own data
//   data-renew-on="stage …"  after these it is fetched within a minute, because what it shows stays valid for longer
//   data-by="TOKEN"          a screen's token, sent with the subscription
//   data-pace="1000"         shows at most one new comment (`data-comment`) in so many ms
// Without `data-room` the pane is only fetched. A link in it with `data-pane-src` leads to another page of the pane: the pane is
// fetched from there, and focus moves to the element with `data-page-start`. A list in it, or a scrolling box around it, with
// `data-follow-end` stays scrolled to the bottom while its reader is there. New elements carry `data-arrived` for a second, unless
// there are many. What arrives together is applied together. If the pane changed, `pane-changed` bubbles from it (detail:
// `changed`, the elements that changed).

import { preserveFocus, StickToBottom } from "../live/focus-and-scroll.js";
import { applyFragment, queryWithin, removedComments, replaceContent } from "../live/fragments.js";
import { PacedDisplay } from "../live/paced-display.js";
import { PaneSync } from "../live/pane-sync.js";
import { cancelChanges, scheduleChange } from "../live/render-scheduler.js";
import { reloadWhenIdle } from "../page/reload.js";

const HTMX_CONTROLS = "[hx-get], [hx-post]";

class LivePane extends HTMLElement {
  #sync;
  #listeners;
  #sticky = null;
  #display = null;

  connectedCallback() {
    this.#sync = new PaneSync(this);
    this.#listeners = new AbortController();
    this.#display = this.dataset.pace ? new PacedDisplay(this, Number(this.dataset.pace)) : null;
    this.addEventListener("click", (event) => this.#turnPage(event), { signal: this.#listeners.signal });
    this.#sync.start();
    if (this.dataset.every) this.#repeat(Number(this.dataset.every) * 1000);
    this.#updateSticky();
  }

  disconnectedCallback() {
    this.#listeners.abort();
    this.#sync.stop();
    this.#display?.stop();
    this.#sticky?.disconnect();
    this.#sticky = null;
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

  /** Show what a frame tells. Returns false if the change has to be fetched. */
  show({ what, html, panes, v }) {
    if (this.dataset.fetchOn?.split(" ").includes(what)) return false;
    if (this.dataset.renewOn?.split(" ").includes(what)) this.#sync.renew();
    if (panes) {
      const whole = panes[this.dataset.pane]; // undefined if only other panes change; null if it was too long for a frame
      if (whole === undefined) this.version = v;
      else if (whole !== null) this.replace(whole, v);
      return whole !== null;
    }
    if (html === undefined) return false;
    this.#display?.remove(removedComments(html));
    this.version = v;
    const change = () => applyFragment(this, html);
    if (this.#display) this.#display.enqueue(() => this.applyChanges([change]));
    else scheduleChange(this, change);
    return true;
  }

  replace(html, version) {
    this.version = version;
    cancelChanges(this); // the new content includes them
    const change = () => replaceContent(this, html);
    if (this.#display) this.#display.enqueue(() => this.applyChanges([change]));
    else this.applyChanges([change]);
  }

  /** Apply changes: functions that each return the elements they changed. */
  applyChanges(changes) {
    const restoreFocus = preserveFocus(this);
    const restoreScroll = this.#sticky?.preserveScroll();
    const changed = changes.flatMap((change) => change());
    if (!changed.length) return; // the fragment is for another pane
    restoreFocus();
    restoreScroll?.();
    queueMicrotask(() => this.#updateSticky()); // after all panes have changed, because it reads the layout
    queryWithin(changed, HTMX_CONTROLS).forEach((element) => window.htmx?.process(element));
    this.dispatchEvent(new CustomEvent("pane-changed", { bubbles: true, detail: { changed } }));
  }

  /** Fetch the whole pane now. */
  refresh() {
    return this.#sync.refresh();
  }

  /** The reader may not hear this room any more. Reloading the page leads them to where they may be. */
  close() {
    reloadWhenIdle();
  }

  async #turnPage(event) {
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

  #updateSticky() {
    if (!this.isConnected) return;
    const list = this.closest("[data-follow-end]") ?? this.querySelector("[data-follow-end]");
    if (list !== (this.#sticky?.list ?? null)) {
      this.#sticky?.disconnect();
      this.#sticky = list && new StickToBottom(list);
    }
    this.#sticky?.scroll();
  }

  #repeat(every) {
    this.#sync.in(every, () => {
      if (!document.hidden) this.#sync.fetch();
      this.#repeat(every);
    });
  }
}

customElements.define("live-pane", LivePane);
