// <update-bar class="update" role="status">
//   <template><p class="toast">… <button class="button">Load the new version</button></p></template>
// </update-bar>
//
// Offers the new version to whoever is writing. Empty until then, so that it is read out when it speaks.

import { appVersion } from "../live/app-version.js";

class UpdateBar extends HTMLElement {
  #stop;

  connectedCallback() {
    this.#stop = new AbortController();
    const signal = this.#stop.signal;
    appVersion.addEventListener("offered", () => this.#offer(), { signal });
    this.addEventListener("click", ({ target }) => target.closest("button") && location.reload(), { signal });
  }

  disconnectedCallback() {
    this.#stop.abort();
  }

  #offer() {
    if (!this.querySelector(".toast")) this.append(this.querySelector("template").content.cloneNode(true));
  }
}

customElements.define("update-bar", UpdateBar);
