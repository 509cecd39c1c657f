// <drop-menu><details><summary class="button">More</summary><div class="menu">…buttons…</div></details></drop-menu>
//
// A disclosure that closes like a menu: by Escape, by a click elsewhere, when Tab leaves it, and when one of its buttons is
// pressed. After Escape and after one of its buttons, focus returns to the summary.

class DropMenu extends HTMLElement {
  #listeners;

  connectedCallback() {
    this.#listeners = new AbortController();
    const signal = { signal: this.#listeners.signal };
    this.addEventListener("keydown", (event) => event.key === "Escape" && this.#close({ returnFocus: true }), signal);
    this.addEventListener(
      "click",
      (event) => event.target.closest(".menu button") && this.#close({ returnFocus: true }),
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
    this.#listeners.abort();
  }

  #close({ returnFocus = false } = {}) {
    const details = this.querySelector("details");
    if (!details?.open) return;
    details.open = false;
    if (returnFocus) details.querySelector("summary").focus();
  }
}

customElements.define("drop-menu", DropMenu);
