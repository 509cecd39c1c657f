// What a <live-pane> shows, through the socket, the rooms and the markup that really bring it there.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Connection, chance, openPage, openTab, pass, recorded, serve, settle } from "./browser.js";

const PAGE = `
  <live-pane data-room="r" data-src="/talk/" data-version="5" data-pane="talk">
    <ol id="talk"><li id="row-5" data-into="talk">5</li></ol>
  </live-pane>`;

const row = (v) => `<li id="row-${v}" data-into="talk">${v}</li>`;
const told = (v, { after = v - 1, ...frame } = {}) => ({
  kind: "told",
  room: "r",
  what: "entry",
  v,
  after,
  html: row(v),
  ...frame,
});
const shown = () => Array.from(document.querySelectorAll("#talk > li"), (element) => element.textContent).join(" ");

/** The server: a pane at this version, with all its rows, and who is present in its room. */
const server = { version: 5, status: 200, headers: {}, redirected: false };
const PRESENT = { kind: "here", room: "r", count: 2, who: ["a", "b"] };

function answer(address, options) {
  return address.startsWith("/here/") ? Response.json([PRESENT]) : answerPane(options);
}

function answerPane({ headers }) {
  const { version, status } = server;
  const known = headers["If-None-Match"] === `"${version}"`;
  const rows = Array.from({ length: Math.max(0, version - 4) }, (_row, index) => row(5 + index)).join("");
  const answer = {
    status: known ? 304 : status,
    headers: { "Room-Version": version, ETag: `"${version}"`, ...server.headers },
  };
  const response = new Response(known ? null : `<ol id="talk">${rows}</ol>`, answer);
  if (server.redirected) Object.defineProperty(response, "redirected", { value: true });
  return response;
}

async function open(html = PAGE) {
  chance(0);
  Object.assign(server, { version: 5, status: 200, headers: {}, redirected: false });
  openPage(html);
  const requests = serve(answer);
  const load = openTab();
  await load("elements/live-pane.js");
  const { connectionState } = await load("live/connection-state.js");
  const { rooms } = await load("live/rooms.js");
  await settle();
  Connection.newest.accept();
  Connection.newest.says({ kind: "welcome" }, { kind: "subscribed", room: "r", v: 5 });
  await settle();
  return { requests, connectionState, rooms, load, pane: document.querySelector("live-pane") };
}

async function hears(...frames) {
  Connection.newest.says(...frames);
  await pass(200);
}

test("the page subscribes to its room with the version that it shows", async () => {
  await open();
  assert.deepEqual(Connection.newest.sent, [{ subscribe: "r", seen: 5 }]);
});

test("what is told in order is shown, and nothing is fetched", async () => {
  const { requests, pane } = await open();
  await hears(told(6), told(7));
  assert.equal(shown(), "5 6 7");
  assert.equal(pane.version, 7);
  assert.deepEqual(requests, []);
});

test("what comes too early waits for what it comes after, and the whole pane is fetched", async () => {
  const { requests } = await open();
  server.version = 7;
  await hears(told(7));
  assert.equal(requests.length, 1);
  assert.equal(shown(), "5 6 7");
});

test("what was shown already is ignored", async () => {
  const { requests } = await open();
  await hears(told(6));
  await hears(told(6, { html: row("again") }), told(3));
  assert.equal(shown(), "5 6");
  assert.deepEqual(requests, []);
});

test("what is told while a fetch is under way is applied to what the fetch brings", async () => {
  await open();
  const answers = [];
  serve(() => new Promise((resolve) => answers.push(resolve)));
  server.version = 7;
  await hears(told(7));
  const answer = answerPane({ headers: {} });
  await hears(told(8));
  answers[0](answer);
  await pass(200);
  assert.equal(shown(), "5 6 7 8");
});

test("an answer that is older than what was told in the meantime changes nothing", async () => {
  const { pane } = await open();
  const answers = [];
  serve(() => new Promise((resolve) => answers.push(resolve)));
  const refreshed = pane.refresh();
  const answer = answerPane({ headers: {} });
  await hears(told(6));
  answers[0](answer);
  await refreshed;
  assert.equal(shown(), "5 6");
  assert.equal(pane.version, 6);
});

test("a heartbeat with a higher version brings what no notification told, and the connection counts as slower", async () => {
  const { requests, connectionState } = await open();
  server.version = 6;
  Connection.newest.says({ kind: "beat", rooms: { r: 6 } });
  await pass(300);
  assert.equal(shown(), "5 6");
  assert.equal(requests.length, 1);
  assert.equal(connectionState.state, "slower");
});

test("four heartbeats without a missed notification restore the trust in the connection", async () => {
  const { connectionState } = await open();
  server.version = 6;
  const beat = { kind: "beat", rooms: { r: 6 } };
  Connection.newest.says(beat);
  await pass(300);
  await hears(beat, beat, beat);
  assert.equal(connectionState.state, "slower");
  await hears(beat);
  assert.equal(connectionState.state, "live");
});

test("a heartbeat that a notification overtakes brings no request", async () => {
  const { requests, connectionState } = await open();
  Connection.newest.says({ kind: "beat", rooms: { r: 6 } });
  await hears(told(6));
  await pass(1000);
  assert.deepEqual(requests, []);
  assert.equal(connectionState.state, "live");
});

test("a lower version in a heartbeat is that of a restored database, which the page then shows", async () => {
  const { pane } = await open();
  await hears(told(6), told(7));
  server.version = 6;
  Connection.newest.says({ kind: "beat", rooms: { r: 6 } });
  await pass(300);
  assert.equal(shown(), "5 6");
  assert.equal(pane.version, 6);
});

test("a lower version in an answer to a write is old news", async () => {
  const { requests, rooms, pane } = await open();
  await hears(told(6), told(7));
  rooms.expectVersions("r 6");
  await pass(2000);
  assert.equal(pane.version, 7);
  assert.deepEqual(requests, []);
});

test("a write whose row has not come after a second is fetched", async () => {
  const { requests, rooms } = await open();
  server.version = 6;
  rooms.expectVersions("r 6, other 9");
  await pass(950);
  assert.equal(requests.length, 0);
  await pass(100);
  assert.equal(shown(), "5 6");
});

test("where nothing changed, the answer brings the version alone and the pane stays untouched", async () => {
  const { pane, requests } = await open();
  await pane.refresh();
  const before = pane.querySelector("li");
  const changes = recorded(pane, "pane-changed");
  Connection.newest.end();
  server.headers = { "Room-Version": 5 };
  document.dispatchEvent(new Event("visibilitychange"));
  await pass(100);
  assert.equal(requests.length, 2);
  assert.equal(requests[1].headers["If-None-Match"], '"5"');
  assert.equal(pane.querySelector("li"), before);
  assert.deepEqual(changes, []);
});

test("a pane that is refreshed is fetched whole, even if its version is current", async () => {
  const { pane, requests } = await open();
  await pane.refresh();
  await pane.refresh();
  assert.equal(requests[1].headers["If-None-Match"], undefined);
});

test("a server without a free place is asked again after the time that it names, and not before", async () => {
  const { requests } = await open();
  Object.assign(server, { status: 503, headers: { "Retry-After": "8" }, version: 6 });
  await hears(told(7, { after: 6 }));
  assert.equal(requests.length, 1);
  await hears(told(8, { after: 7 }));
  await pass(7000);
  assert.equal(requests.length, 1);
  Object.assign(server, { status: 200, headers: {}, version: 8 });
  await pass(2000);
  assert.equal(shown(), "5 6 7 8");
});

test("a fetch that fails is repeated with growing pauses until it brings what is missing", async () => {
  const { requests, connectionState } = await open();
  Object.assign(server, { status: 500, version: 7 });
  Connection.newest.says(told(7));
  await pass(3000);
  assert.equal(requests.length, 4); // at once, then after 250, 500 and 1,000 ms
  assert.equal(connectionState.state, "catching-up");
  Object.assign(server, { status: 200 });
  await pass(3000);
  assert.equal(shown(), "5 6 7");
  assert.equal(connectionState.state, "live");
});

test("a page that may not hear a room any more is loaded again", async (t) => {
  const { pane } = await open();
  const reload = t.mock.method(location, "reload", () => {});
  server.redirected = true;
  await pane.refresh();
  assert.equal(reload.mock.callCount(), 1);
});

test("what everyone must see comes in the frame, and replaces the pane", async () => {
  const { requests, pane } = await open();
  await hears(told(6, { html: undefined, panes: { talk: '<ol id="talk"><li>whole</li></ol>', other: "" } }));
  assert.equal(shown(), "whole");
  assert.equal(pane.version, 6);
  assert.deepEqual(requests, []);
});

test("what was too long for the frame is fetched, up to half a second later", async () => {
  chance(0);
  const { requests } = await open();
  server.version = 6;
  await hears(told(6, { html: undefined, panes: { talk: null } }));
  assert.equal(requests.length, 1);
  assert.equal(shown(), "5 6");
});

test("a frame that changes other panes only raises the version", async () => {
  const { requests, pane } = await open();
  await hears(told(6, { html: undefined, panes: { other: "<p>" } }));
  assert.equal(shown(), "5");
  assert.equal(pane.version, 6);
  assert.deepEqual(requests, []);
});

test("a pane that shows what is mine is fetched after what its attribute names", async () => {
  const { requests } = await open(PAGE.replace("data-pane", 'data-fetch-on="groups votes" data-pane'));
  server.version = 6;
  await hears(told(6, { what: "votes" }));
  assert.equal(requests.length, 1);
});

test("a pane that may be renewed later is fetched within a minute, once", async () => {
  const { requests } = await open(PAGE.replace("data-pane", 'data-renew-on="stage" data-pane'));
  await hears(told(6, { what: "stage" }), told(7, { what: "stage" }));
  assert.equal(requests.length, 0);
  server.version = 7;
  await pass(10_000, 500);
  assert.equal(requests.length, 1);
  assert.equal(requests[0].headers["If-None-Match"], undefined);
});

test("several panes of a room are one subscription, from the lowest version", async () => {
  await open(`${PAGE}<live-pane data-room="r" data-src="/board/" data-version="3" data-by="token"></live-pane>`);
  assert.deepEqual(Connection.newest.sent, [{ subscribe: "r", seen: 3, by: "token" }]);
});

test("the room is left with its last pane", async () => {
  const { pane } = await open();
  pane.remove();
  await settle();
  assert.deepEqual(Connection.newest.sent.at(-1), { unsubscribe: "r" });
});

test("after a lost connection the page subscribes again, from what it shows by then", async () => {
  await open();
  await hears(told(6));
  Connection.newest.end();
  await pass(1000);
  Connection.newest.accept();
  assert.deepEqual(Connection.newest.sent, [{ subscribe: "r", seen: 6 }]);
});

test("three connections in a row that bring nothing make the page poll, and the first frame ends it", async () => {
  const { requests, connectionState, rooms } = await open();
  const panes = () => requests.filter(({ address }) => address === "/talk/").length;
  const present = recorded(rooms, "here");
  for (let failure = 0; failure < 4; failure += 1) {
    Connection.newest.end();
    await pass(600);
  }
  assert.equal(connectionState.state, "slower");
  assert.deepEqual(present[0], PRESENT);
  const polled = panes();
  assert.ok(polled > 0);
  await pass(8000);
  assert.ok(panes() >= polled + 2);
  Connection.newest.accept();
  Connection.newest.says({ kind: "welcome" });
  const before = requests.length;
  await pass(12_000);
  assert.equal(connectionState.state, "live");
  assert.equal(requests.length, before);
});

test("a page that was signed out closes its socket and is loaded again, once a minute at most", async (t) => {
  await open();
  const reload = t.mock.method(location, "reload", () => {});
  Connection.newest.end({ code: 4401 });
  await pass(60_000, 1000);
  assert.equal(reload.mock.callCount(), 1);
  assert.equal(Connection.all.length, 1);
});

test("a new version of the app loads the page again, unless somebody is typing on it", async (t) => {
  const head = '<meta name="app-version" content="1">';
  openPage("<textarea></textarea>", { head });
  const reload = t.mock.method(location, "reload", () => {});
  const { appVersion } = await openTab()("live/app-version.js");
  const offers = recorded(appVersion, "update-available");
  const field = document.querySelector("textarea");
  field.value = "unsent";
  appVersion.compare("1");
  appVersion.compare("2");
  await pass(10_000, 500);
  assert.equal(reload.mock.callCount(), 0);
  assert.deepEqual(offers, ["update-available"]);

  openPage("<textarea></textarea>", { head });
  const second = t.mock.method(location, "reload", () => {});
  const { appVersion: other } = await openTab()("live/app-version.js");
  other.compare("2");
  await pass(10_000, 500);
  assert.equal(second.mock.callCount(), 1);
});
