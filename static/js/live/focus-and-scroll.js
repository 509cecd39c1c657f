// The reader's place while a pane changes under it: focus, and in a list one follows its end, or the row that one reads.

/** Remember focus within a pane; the function returned gives it back. */
export function keepFocus(pane) {
  const active = document.activeElement;
  if (!active || active === pane || !pane.contains(active)) return () => {};
  return () => {
    if (document.activeElement === active) return;
    const successor = active.isConnected ? active : active.id && document.getElementById(active.id); // what was only moved lost it too
    if (!successor) pane.tabIndex = -1; // so that Tab goes on from here and not from the top of the page
    (successor || pane).focus({ preventScroll: true });
  };
}

/** Keeps a scrolling list at its end while its reader is there; while they read further up, what they read stays in its place. */
export class FollowedEnd {
  #atEnd = true;
  #stop = new AbortController();
  #resized = new ResizeObserver(() => this.settle());

  constructor(list) {
    this.list = list;
    list.addEventListener("scroll", () => this.#look(), { passive: true, signal: this.#stop.signal });
    this.#resized.observe(list);
    this.settle();
  }

  settle() {
    if (this.#atEnd) this.list.scrollTop = this.list.scrollHeight;
  }

  /** Remember what is read further up; the function returned puts it back in its place, whatever went above it. */
  keepReading() {
    if (this.#atEnd) return () => {};
    const { top } = this.list.getBoundingClientRect();
    const rows = Array.from(this.list.querySelectorAll("[data-into]"), (row) => [row, row.getBoundingClientRect()]);
    const read = rows.filter(([, { bottom }]) => bottom > top);
    return () => {
      const [row, before] = read.find(([{ isConnected }]) => isConnected) ?? [];
      if (row) this.list.scrollTop += row.getBoundingClientRect().top - before.top;
    };
  }

  release() {
    this.#stop.abort();
    this.#resized.disconnect();
  }

  #look() {
    const { scrollHeight, scrollTop, clientHeight } = this.list;
    if (clientHeight) this.#atEnd = scrollHeight - scrollTop - clientHeight < 40;
  }
}
