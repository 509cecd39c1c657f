// <update-bar class="update" role="status">
//   <template><p class="toast">… <button class="button">Load the new version</button></p></template>
// </update-bar>
//
// Offers to load the new version of the app to a person who is typing. It is empty until then, so that screen readers announce it.

import { appVersion } from "../live/app-version.js";

class UpdateBar extends HTMLElement {
  #listeners;

  connectedCallback() {
    this.#listeners = new AbortController();
    const signal = this.#listeners.signal;
    appVersion.addEventListener("update-available", () => this.#offer(), { signal });
    this.addEventListener("click", ({ target }) => target.closest("button") && location.reload(), { signal });
  }

  disconnectedCallback() {
    this.#listeners.abort();
  }

  #offer() {
    if (!this.querySelector(".toast")) this.append(this.querySelector("template").content.cloneNode(true));
  }
}

customElements.define("update-bar", UpdateBar);
