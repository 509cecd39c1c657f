// What a key press means for shortcuts of one key, on layouts that write other letters than the Latin ones.

import assert from "node:assert/strict";
import { test } from "node:test";
import { keyLetter } from "../../static/js/page/key-letter.js";

function pressed(key, code, modifiers = {}) {
  const held = { shiftKey: false, ctrlKey: false, altKey: false, metaKey: false, ...modifiers };
  return keyLetter({ key, code, ...held, getModifierState: (name) => Boolean(modifiers[name]) });
}

test("a key that writes a Latin letter means that letter, wherever it is", () => {
  assert.equal(pressed("n", "KeyN"), "n");
  assert.equal(pressed("n", "KeyL"), "n", "on a Dvorak keyboard");
  assert.equal(pressed("5", "Numpad5"), "5");
});

for (const key of ["т", "み", "ｎ", "ν", "ㅜ", "נ", "Process", "Unidentified"]) {
  test(`the key N means N where it writes ${key}`, () => assert.equal(pressed(key, "KeyN"), "n"));
}

test("a letter of full width means itself, and not its place", () => {
  assert.equal(pressed("ｎ", "KeyL"), "n");
});

test("other digits than the Latin ones mean their places", () => {
  assert.equal(pressed("٢", "Digit2"), "2");
});

test("a Latin letter with an accent means nothing, since another key writes the letter or digit of its place", () => {
  assert.equal(pressed("é", "Digit2"), "");
  assert.equal(pressed("ñ", "Semicolon"), "");
});

test("a key with Shift, AltGr or another modifier is not that key", () => {
  assert.equal(pressed("N", "KeyN", { shiftKey: true }), "");
  assert.equal(pressed("n", "KeyN", { shiftKey: true }), "", "with the caps lock on");
  assert.equal(pressed("%", "Digit5", { shiftKey: true }), "");
  assert.equal(pressed("5", "Digit5", { shiftKey: true }), "", "on a French keyboard");
  assert.equal(pressed("ń", "KeyN", { AltGraph: true }), "");
  assert.equal(pressed("n", "KeyN", { AltGraph: true }), "");
  for (const modifier of ["ctrlKey", "altKey", "metaKey"]) assert.equal(pressed("n", "KeyN", { [modifier]: true }), "");
});

test("with the caps lock on a letter is that letter", () => {
  assert.equal(pressed("N", "KeyN"), "n");
});

test("other keys mean nothing", () => {
  for (const key of ["Enter", " ", "ArrowDown", "Tab", "?", "。", "Dead"]) assert.equal(pressed(key, "KeyN"), "", key);
});
