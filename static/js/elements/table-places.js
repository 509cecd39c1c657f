// <table-places data-talk-first>
//   <nav class="table__places" aria-label="…"><a href="#talk" aria-current="true">…</a><a href="#board">…</a>…</nav>
// </table-places>
// … <section class="sheet" id="talk" data-open>…</section> <section class="sheet" id="board">…</section> …
//
// On a phone one section is open at a time; on wider screens CSS shows all of them and hides this navigation. The address contains
// the open section, so that going back and reloading lead to the same one. Without one in the address the section opens that the
// page marks; with `data-talk-first` it is the talk, once somebody has written there. The page's skip links lead to the same
// sections, and one with `data-field` to the field with that id.

class TablePlaces extends HTMLElement {
  #listeners;

  connectedCallback() {
    this.#listeners = new AbortController();
    const signal = this.#listeners.signal;
    document.addEventListener("click", (event) => this.#choose(event), { signal });
    window.addEventListener("hashchange", () => this.#openFromAddress(), { signal });
    this.#openFromAddress();
  }

  disconnectedCallback() {
    this.#listeners.abort();
  }

  get #places() {
    return Array.from(this.querySelectorAll('a[href^="#"]'));
  }

  #choose(event) {
    const link = event.target.closest('table-places a[href^="#"], .skips a[href^="#"]');
    const place = link && this.#placeAt(link.hash);
    if (!place) return;
    event.preventDefault();
    history.replaceState(history.state, "", place.hash);
    this.#open(place);
    const sheet = sheetOf(place);
    sheet.tabIndex = -1;
    const field = link.dataset.field && document.getElementById(link.dataset.field);
    (field || sheet).focus({ preventScroll: !field });
  }

  #openFromAddress() {
    const talks = "talkFirst" in this.dataset && document.querySelector("#talk .bubble");
    const place = this.#placeAt(location.hash || (talks ? "#talk" : ""));
    if (place) this.#open(place);
  }

  #placeAt(hash) {
    return this.#places.find((place) => place.hash === hash);
  }

  #open(chosen) {
    for (const place of this.#places) {
      sheetOf(place)?.toggleAttribute("data-open", place === chosen);
      if (place === chosen) place.setAttribute("aria-current", "true");
      else place.removeAttribute("aria-current");
    }
  }
}

function sheetOf(place) {
  return document.getElementById(place.hash.slice(1));
}

customElements.define("table-places", TablePlaces);
