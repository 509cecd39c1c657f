// <day-of-zone data-fresh> <input type="date" name="date" value="…"> <select name="zone"> … </select> </day-of-zone>
//
// A fresh form has no choices of a person yet: its zone is the browser's own, if the list has it, and its date is today in
// the zone as long as nobody has chosen one. In a form that was sent before, nothing is changed.

class DayOfZone extends HTMLElement {
  #listeners;

  connectedCallback() {
    this.#listeners = new AbortController();
    if (!("fresh" in this.dataset)) return;
    const zone = this.querySelector("[name=zone]");
    zone.addEventListener("change", () => this.#follow(zone.value), { signal: this.#listeners.signal });
    this.#preset(zone);
  }

  disconnectedCallback() {
    this.#listeners.abort();
  }

  #preset(zone) {
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const isUntouched = zone.value === zone.querySelector("[selected]")?.value;
    if (!isUntouched || ![...zone.options].some((option) => option.value === own)) return;
    zone.value = own;
    this.#follow(own);
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
