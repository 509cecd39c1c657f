// <people-here data-room="R"> … <span data-here-count></span> … <li data-person="ID"><i class="dot" data-here="away"></i>…</li> …
// </people-here>, around or inside the pane that lists a table's people.
//
// Lights the dots of those whose browsers are here now and fills in their number. Nothing of it is stored.

import { rooms } from "../live/rooms.js";

class PeopleHere extends HTMLElement {
  #who = null;
  #stop;

  connectedCallback() {
    this.#stop = new AbortController();
    const signal = this.#stop.signal;
    rooms.addEventListener("here", ({ detail }) => detail.room === this.dataset.room && this.#hear(detail), { signal });
    document.addEventListener(
      "pane-changed",
      ({ target }) => (this.contains(target) || target.contains(this)) && this.#show(),
      { signal },
    );
  }

  disconnectedCallback() {
    this.#stop.abort();
  }

  #hear({ who }) {
    this.#who = new Set(who ?? []);
    this.#show();
  }

  #show() {
    if (!this.#who) return;
    const people = this.querySelectorAll("[data-person]");
    for (const person of people) {
      const dot = person.querySelector(".dot");
      if (this.#who.has(person.dataset.person)) dot?.removeAttribute("data-here");
      else dot?.setAttribute("data-here", "away");
    }
    const here = Array.from(people).filter((person) => this.#who.has(person.dataset.person)).length;
    for (const count of this.querySelectorAll("[data-here-count]")) count.textContent = here;
  }
}

customElements.define("people-here", PeopleHere);
