// <undo-offer data-until="MS" data-say="# s" hidden>
//   <span>Discussion started</span> <button …>Undo <span data-left aria-hidden="true"></span></button>
// </undo-offer>
//
// Shows the last action and for how long it can be undone, by the database's time. It is hidden when that time is over. `#` in
// data-say is replaced by the seconds.

import { databaseNow } from "../live/database-clock.js";
import { TickingElement } from "./ticking-element.js";

class UndoOffer extends TickingElement {
  static observedAttributes = ["data-until"];

  show() {
    const left = Number(this.dataset.until) - databaseNow();
    this.hidden = left <= 0;
    if (this.hidden) return;
    const place = this.querySelector("[data-left]");
    if (place) place.textContent = this.dataset.say.replace("#", Math.ceil(left / 1000));
    this.showIn((left % 1000 || 1000) + 5);
  }
}

customElements.define("undo-offer", UndoOffer);
