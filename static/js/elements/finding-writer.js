// <finding-writer>
//   <details class="finding-form"><summary>…</summary><form id="finding-form" data-draft="…">…</form></details>
//   <div class="finding-form" id="finding-editor">…the form that edits a finding, or the offer to undo a deletion…</div>
// </finding-writer>
//
// The part of a board where findings are written. When a new finding is accepted, its form closes and the finding scrolls into view;
// after editing, focus returns to where it was.

import { discardDraft } from "../outbox/drafts.js";
import { guardButton } from "../page/press-guard.js";
import { TEXT_FIELDS } from "../page/typing.js";

class FindingWriter extends HTMLElement {
  #openerId = ""; // the id of the button that opened the editor
  #listeners;

  connectedCallback() {
    this.#listeners = new AbortController();
    const on = (name, act) => this.addEventListener(name, act, { signal: this.#listeners.signal });
    on("click", ({ target }) => this.#click(target));
    on("htmx:afterSwap", ({ detail, target }) => target === this.#editor && this.#editorOpened(detail));
    on(
      "htmx:afterSettle",
      ({ detail, target }) => target === this.#editor && detail.requestConfig.verb !== "get" && this.#editorAnswered(),
    );
    on("post-taken", ({ target, detail }) =>
      target.id === "edit-form" ? this.#editSaved() : this.#findingPosted(detail),
    );
    on("post-refused", ({ target }) => target.id === "edit-form" && this.#editorAnswered());
    on("draft-restored", ({ target }) => (this.#details.open ||= target.id === "finding-form"));
    if (this.querySelector("#finding-form[data-draft-restored]")) this.#details.open = true;
  }

  disconnectedCallback() {
    this.#listeners.abort();
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

  /** Move focus, unless its owner went on to something else while the request was under way. */
  #focus(element) {
    const active = document.activeElement;
    if (active === document.body || this.contains(active) || active.matches(".slip__edit")) element?.focus();
  }

  #click(target) {
    if (target.closest("[data-cancel]")) {
      discardDraft(this.querySelector("#edit-form"));
      this.#editor.replaceChildren();
      this.#returnFocus();
    } else if (target.closest("summary")) {
      setTimeout(() => this.#details.open && this.#details.querySelector(TEXT_FIELDS).focus());
    }
  }

  #editorOpened({ requestConfig }) {
    if (requestConfig.verb !== "get") return;
    this.#openerId = requestConfig.elt.id;
    const title = this.#editor.querySelector(TEXT_FIELDS);
    this.#focus(title);
    title.setSelectionRange(title.value.length, title.value.length);
  }

  #editSaved() {
    this.#editor.replaceChildren();
    this.#returnFocus();
  }

  #editorAnswered() {
    const form = this.#editor.querySelector("#edit-form");
    const conflict = form?.querySelector("[role=alert][tabindex]");
    const undo = this.#editor.querySelector("undo-offer .button");
    if (conflict) {
      this.#focus(conflict);
    } else if (undo) {
      guardButton(undo, { otherAction: true });
      this.#focus(undo);
    } else if (!form) {
      this.#returnFocus();
    }
  }

  #findingPosted({ state }) {
    this.#details.open = false;
    this.#focus(this.#details.querySelector("summary"));
    if (state === "saved" && !this.#scrollToNewFinding()) {
      document.addEventListener("pane-changed", () => this.#scrollToNewFinding(), {
        once: true,
        signal: this.#listeners.signal,
      });
    }
  }

  #scrollToNewFinding() {
    const slip = Array.from(this.#board.querySelectorAll(".slip[data-arrived]")).at(-1);
    slip?.scrollIntoView({ block: "nearest" });
    return slip;
  }

  /** Focus the button that opened the editor. For a restored finding that button arrives with a later change of the board. */
  #returnFocus() {
    const body = this.#board.querySelector(".sheet__body");
    this.#focus(document.getElementById(this.#openerId) ?? body);
    const arrived = new AbortController();
    const signal = AbortSignal.any([arrived.signal, this.#listeners.signal]);
    const look = () => {
      if (document.activeElement === body) document.getElementById(this.#openerId)?.focus();
      if (document.activeElement !== body) arrived.abort();
    };
    document.addEventListener("pane-changed", look, { signal });
    look();
  }
}

customElements.define("finding-writer", FindingWriter);
