// Preserves the reader's focus and scroll position while a pane changes.

const BOTTOM = 40; // px; so near to its end a list counts as scrolled to the bottom

/** Remember the focus within a pane. The function returned restores it. */
export function preserveFocus(pane) {
  const active = document.activeElement;
  if (!active || active === pane || !pane.contains(active)) return () => {};
  return () => {
    if (document.activeElement === active) return;
    const successor = active.isConnected ? active : active.id && document.getElementById(active.id); // moving takes focus, too
    if (!successor) pane.tabIndex = -1; // so that Tab continues from the pane and not from the top of the page
    (successor || pane).focus({ preventScroll: true });
  };
}

/**
 * Keeps a list scrolled to the bottom while its reader is there; further up, it keeps what they read in its place. A list with
 * `data-follow-end="page"` that does not scroll itself, as on a phone, is followed by scrolling the page.
 */
export class StickToBottom {
  #isAtBottom = true;
  #listeners = new AbortController();
  #height = 0; // of the list, when the observer last saw it
  #resizeObserver = new ResizeObserver(() => this.#resized());

  constructor(list) {
    this.list = list;
    const options = { passive: true, signal: this.#listeners.signal };
    list.addEventListener("scroll", () => this.#notePosition(), options);
    if (list.dataset.followEnd === "page") document.addEventListener("scroll", () => this.#notePosition(), options);
    this.#resizeObserver.observe(list);
    this.scroll();
  }

  /** Scroll to the bottom, unless the reader has scrolled up. */
  scroll() {
    const { scroller } = this;
    if (this.#isAtBottom && scroller) scroller.scrollTop = scroller.scrollHeight;
  }

  /** Remember the rows in view of a reader who scrolled up. The function returned puts the first that still exists back in place. */
  preserveScroll() {
    if (this.#isAtBottom || this.scroller !== this.list) return () => {};
    const { top } = this.list.getBoundingClientRect();
    const rows = Array.from(this.list.querySelectorAll("[data-into]"), (row) => [row, row.getBoundingClientRect()]);
    const visible = rows.filter(([, { bottom }]) => bottom > top);
    return () => {
      const [row, before] = visible.find(([{ isConnected }]) => isConnected) ?? [];
      if (row) this.list.scrollTop += row.getBoundingClientRect().top - before.top;
    };
  }

  disconnect() {
    this.#listeners.abort();
    this.#resizeObserver.disconnect();
  }

  /** What scrolls: the list, the page, or null while the list is not shown. */
  get scroller() {
    const { clientHeight, scrollHeight } = this.list;
    if (!clientHeight) return null;
    const isInPage = this.list.dataset.followEnd === "page" && scrollHeight <= clientHeight;
    return isInPage && document.scrollingElement.scrollHeight > window.innerHeight
      ? document.scrollingElement
      : this.list;
  }

  #resized() {
    this.#height = this.list.clientHeight;
    this.scroll();
  }

  /** A scroll event of a list that has just been shown or resized comes before the observer, and tells nothing of its reader. */
  #notePosition() {
    const { scroller } = this;
    if (!scroller || this.list.clientHeight !== this.#height) return;
    this.#isAtBottom = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < BOTTOM;
  }
}
