// <print-page hidden><button class="button" type="button">Print</button></print-page>
//
// Opens the browser's print dialog. Without scripts the button stays hidden.

class PrintPage extends HTMLElement {
  #listeners;

  connectedCallback() {
    this.#listeners = new AbortController();
    this.addEventListener("click", () => window.print(), { signal: this.#listeners.signal });
    this.hidden = false;
  }

  disconnectedCallback() {
    this.#listeners.abort();
  }
}

customElements.define("print-page", PrintPage);
