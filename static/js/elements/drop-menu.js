// <drop-menu><details><summary class="button">More</summary><div class="menu">…buttons…</div></details></drop-menu>
//
// A disclosure that closes as one expects of a menu: by Escape, by a press elsewhere, by going on with Tab, and after one of
// its buttons was pressed. Escape and a press give the focus back to what opened it.

class DropMenu extends HTMLElement {
  #stop;

  connectedCallback() {
    this.#stop = new AbortController();
    const signal = { signal: this.#stop.signal };
    this.addEventListener("keydown", (event) => event.key === "Escape" && this.#close({ andReturn: true }), signal);
    this.addEventListener(
      "click",
      (event) => event.target.closest(".menu button") && this.#close({ andReturn: true }),
      signal,
    );
    this.addEventListener(
      "focusout",
      ({ relatedTarget }) => relatedTarget && !this.contains(relatedTarget) && this.#close(),
      signal,
    );
    document.addEventListener("pointerdown", ({ target }) => this.contains(target) || this.#close(), signal);
  }

  disconnectedCallback() {
    this.#stop.abort();
  }

  #close({ andReturn = false } = {}) {
    const details = this.querySelector("details");
    if (!details?.open) return;
    details.open = false;
    if (andReturn) details.querySelector("summary").focus();
  }
}

customElements.define("drop-menu", DropMenu);
