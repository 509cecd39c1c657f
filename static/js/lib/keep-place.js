// The reader's place while a pane changes under it: focus, and the end of a list one follows.

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

/** Keeps a scrolling list at its end while its reader is there, and leaves it alone while they read further up. */
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

  release() {
    this.#stop.abort();
    this.#resized.disconnect();
  }

  #look() {
    const { scrollHeight, scrollTop, clientHeight } = this.list;
    if (clientHeight) this.#atEnd = scrollHeight - scrollTop - clientHeight < 40;
  }
}
