// <finding-writer>
//   <details class="finding-form"><summary>…</summary><form id="finding-form" data-draft="…">…</form></details>
//   <div class="finding-form" id="finding-editor">…the form that rewrites a finding, or the offer to undo a deletion…</div>
// </finding-writer>
//
// The place of a board where findings are written. What was accepted closes its form and shows the finding; whoever edited
// goes back to where they were.

import { forgetDraft } from "../outbox/drafts.js";
import { freshen } from "../page/press-guard.js";
import { WORDS } from "../page/reload.js";

class FindingWriter extends HTMLElement {
  #opener = ""; // the id of the button by which editing began
  #stop;

  connectedCallback() {
    this.#stop = new AbortController();
    const on = (name, act) => this.addEventListener(name, act, { signal: this.#stop.signal });
    on("click", ({ target }) => this.#click(target));
    on("htmx:afterSwap", ({ detail, target }) => target === this.#editor && this.#began(detail));
    on(
      "htmx:afterSettle",
      ({ detail, target }) => target === this.#editor && detail.requestConfig.verb !== "get" && this.#edited(),
    );
    on("post-taken", ({ target, detail }) => (target.id === "edit-form" ? this.#saved() : this.#reported(detail)));
    on("post-refused", ({ target }) => target.id === "edit-form" && this.#edited());
    on("draft-restored", ({ target }) => (this.#details.open ||= target.id === "finding-form"));
    if (this.querySelector("#finding-form[data-draft-restored]")) this.#details.open = true;
  }

  disconnectedCallback() {
    this.#stop.abort();
  }

  get #details() {
    return this.querySelector("details");
  }

  get #editor() {
    return this.querySelector("#finding-editor");
  }

  get #board() {
    return this.closest(".sheet");
  }

  /** Whoever went on to something else while an answer was on its way stays there. */
  #focus(element) {
    const active = document.activeElement;
    if (active === document.body || this.contains(active) || active.matches(".slip__edit")) element?.focus();
  }

  #click(target) {
    if (target.closest("[data-cancel]")) {
      forgetDraft(this.querySelector("#edit-form"));
      this.#editor.replaceChildren();
      this.#goBack();
    } else if (target.closest("summary")) {
      setTimeout(() => this.#details.open && this.#details.querySelector(WORDS).focus());
    }
  }

  #began({ requestConfig }) {
    if (requestConfig.verb !== "get") return;
    this.#opener = requestConfig.elt.id;
    const title = this.#editor.querySelector(WORDS);
    this.#focus(title);
    title.setSelectionRange(title.value.length, title.value.length);
  }

  #saved() {
    this.#editor.replaceChildren();
    this.#goBack();
  }

  #edited() {
    const form = this.#editor.querySelector("#edit-form");
    const overtaken = form?.querySelector("[role=alert][tabindex]");
    const undo = this.#editor.querySelector("undo-offer .button");
    if (overtaken) {
      this.#focus(overtaken);
    } else if (undo) {
      freshen(undo, { otherMeaning: true });
      this.#focus(undo);
    } else if (!form) {
      this.#goBack();
    }
  }

  #reported({ state }) {
    this.#details.open = false;
    this.#focus(this.#details.querySelector("summary"));
    if (state === "saved" && !this.#showWhatArrived()) {
      document.addEventListener("pane-changed", () => this.#showWhatArrived(), {
        once: true,
        signal: this.#stop.signal,
      });
    }
  }

  #showWhatArrived() {
    const slip = Array.from(this.#board.querySelectorAll(".slip[data-arrived]")).at(-1);
    slip?.scrollIntoView({ block: "nearest" });
    return slip;
  }

  /** Back to the button one came from. That of a finding which is put back arrives with a later change of the board. */
  #goBack() {
    const body = this.#board.querySelector(".sheet__body");
    this.#focus(document.getElementById(this.#opener) ?? body);
    const arrived = new AbortController();
    const signal = AbortSignal.any([arrived.signal, this.#stop.signal]);
    const look = () => {
      if (document.activeElement === body) document.getElementById(this.#opener)?.focus();
      if (document.activeElement !== body) arrived.abort();
    };
    document.addEventListener("pane-changed", look, { signal });
    look();
  }
}

customElements.define("finding-writer", FindingWriter);
