// <people-here data-room="R"> … <span data-here-count></span> … <li data-person="ID"><i class="dot" data-here="away"></i>…</li> …
// </people-here>, around or inside the pane that lists a table's people.
//
// Shows which people of the table have it open now, by their dots and by their number. Presence is stored nowhere.

import { rooms } from "../live/rooms.js";

class PeopleHere extends HTMLElement {
  #present = null;
  #listeners;

  connectedCallback() {
    this.#listeners = new AbortController();
    const signal = this.#listeners.signal;
    rooms.addEventListener("here", ({ detail }) => detail.room === this.dataset.room && this.#update(detail), {
      signal,
    });
    document.addEventListener(
      "pane-changed",
      ({ target }) => (this.contains(target) || target.contains(this)) && this.#show(),
      { signal },
    );
  }

  disconnectedCallback() {
    this.#listeners.abort();
  }

  #update({ who }) {
    this.#present = new Set(who ?? []);
    this.#show();
  }

  #show() {
    if (!this.#present) return;
    const people = this.querySelectorAll("[data-person]");
    for (const person of people) {
      const dot = person.querySelector(".dot");
      if (this.#present.has(person.dataset.person)) dot?.removeAttribute("data-here");
      else dot?.setAttribute("data-here", "away");
    }
    const here = Array.from(people).filter((person) => this.#present.has(person.dataset.person)).length;
    for (const count of this.querySelectorAll("[data-here-count]")) count.textContent = here;
  }
}

customElements.define("people-here", PeopleHere);
