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

/** Keeps a list scrolled to the bottom while its reader is there; further up, it keeps what they read in its place. */
export class StickToBottom {
  #isAtBottom = true;
  #listeners = new AbortController();
  #resizeObserver = new ResizeObserver(() => this.scroll());

  constructor(list) {
    this.list = list;
    list.addEventListener("scroll", () => this.#notePosition(), { passive: true, signal: this.#listeners.signal });
    this.#resizeObserver.observe(list);
    this.scroll();
  }

  /** Scroll to the bottom, unless the reader has scrolled up. */
  scroll() {
    if (this.#isAtBottom) this.list.scrollTop = this.list.scrollHeight;
  }

  /** Remember the rows in view of a reader who scrolled up. The function returned puts the first that still exists back in place. */
  preserveScroll() {
    if (this.#isAtBottom) return () => {};
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

  #notePosition() {
    const { scrollHeight, scrollTop, clientHeight } = this.list;
    if (clientHeight) this.#isAtBottom = scrollHeight - scrollTop - clientHeight < BOTTOM;
  }
}
