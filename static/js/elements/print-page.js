// <print-page hidden><button class="button" type="button">Print</button></print-page>
//
// Opens the browser's own print dialog; without scripts the button is not there.

class PrintPage extends HTMLElement {
  #stop;

  connectedCallback() {
    this.#stop = new AbortController();
    this.addEventListener("click", () => window.print(), { signal: this.#stop.signal });
    this.hidden = false;
  }

  disconnectedCallback() {
    this.#stop.abort();
  }
}

customElements.define("print-page", PrintPage);
