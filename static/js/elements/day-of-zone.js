// <day-of-zone> <input type="date" name="date" value="…"> <select name="zone"> … </select> </day-of-zone>
//
// As long as nobody has chosen a date, it is today in the chosen zone.

class DayOfZone extends HTMLElement {
  #listeners;

  connectedCallback() {
    this.#listeners = new AbortController();
    const zone = this.querySelector("[name=zone]");
    zone.addEventListener("change", () => this.#follow(zone.value), { signal: this.#listeners.signal });
  }

  disconnectedCallback() {
    this.#listeners.abort();
  }

  #follow(timeZone) {
    const date = this.querySelector("[name=date]");
    if (date.value !== date.defaultValue) return;
    try {
      date.defaultValue = new Intl.DateTimeFormat("en-CA", { timeZone }).format(new Date());
    } catch {
      return; // a zone that this browser does not know
    }
    date.value = date.defaultValue;
  }
}

customElements.define("day-of-zone", DayOfZone);
