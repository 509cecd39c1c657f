// <copy-link data-say-copied="Copied">
//   <input class="input" readonly value="https://…" aria-label="…">
//   <button class="button" type="button">Copy</button>
//   <span class="small soft" role="status"></span>
// </copy-link>
//
// Copies the field's text. On a page without TLS browsers only allow scripts to copy the selection.

class CopyLink extends HTMLElement {
  #listeners;

  connectedCallback() {
    this.#listeners = new AbortController();
    this.addEventListener("click", (event) => event.target.closest("button") && this.#copy(), {
      signal: this.#listeners.signal,
    });
  }

  disconnectedCallback() {
    this.#listeners.abort();
  }

  async #copy() {
    const field = this.querySelector("input");
    const copied = await (navigator.clipboard ? this.#write(field.value) : this.#copySelected(field));
    this.querySelector("[role=status]").textContent = copied ? this.dataset.sayCopied : "";
  }

  async #write(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return this.#copySelected(this.querySelector("input"));
    }
  }

  /** Where copying is not allowed at all, the text stays selected, so that the reader can copy it. */
  #copySelected(field) {
    field.focus();
    field.select();
    return document.execCommand("copy");
  }
}

customElements.define("copy-link", CopyLink);
