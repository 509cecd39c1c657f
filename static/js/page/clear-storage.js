// Somebody left a session in this browser, somebody else joined it, or a facilitator signed out: what the browser stores of the
// one before is forgotten, before anything of this page reads it. The server names them in a cookie, `left=SESSION.WRITER~…`,
// since it alone knows; the cookie is removed once everything is forgotten. Other tabs forget what they hold, and pages of that
// person close. What an account wrote under its name and has not sent stays, drafts too: nobody was asked, and nobody else is shown
// it.

import { forgetCommentDraft } from "../comments/draft.js";
import { forgetComments } from "../comments/own-comments-storage.js";
import * as store from "../outbox/store.js";
import { keysOf, write } from "./local-storage.js";
import { withTabs } from "./tab-channel.js";

const ACCOUNT = /^[0-9]+$/;
const COOKIE = /(?:^|; )((?:__Host-)?left)=([^;]*)/;

const tellTabs = withTabs("left", closeIfTheirs);

/** Settles once what is to be forgotten is. */
export const forgotten = forgetLeft();

/** The posts that somebody wrote in a session here and that are not sent. */
export async function unsentOf(session, writer) {
  const isTheirs = ({ lane, me, path, session: of }) =>
    lane === "signed" ? me === writer && path.startsWith(`/s/${session}/`) : of === session;
  return (await store.all()).filter(isTheirs);
}

async function forgetLeft() {
  const [, cookie, value] = COOKIE.exec(document.cookie) ?? [];
  if (!value) return;
  const left = value.split("~").map((each) => each.split("."));
  for (const [session, writer] of left) {
    if (!ACCOUNT.test(writer)) for (const key of keysOf(`hashira.draft.${writer}.`)) write(key, null);
    forgetComments(session);
    forgetCommentDraft(session, writer);
  }
  for (const [session, writer] of left) {
    if (!ACCOUNT.test(writer)) for (const { id } of await unsentOf(session, writer)) await store.remove(id);
    tellTabs({ session, writer });
  }
  const secure = location.protocol === "https:" ? "; Secure" : "";
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API exists in secure contexts only
  document.cookie = `${cookie}=; Max-Age=0; Path=/; SameSite=Lax${secure}`;
}

function closeIfTheirs({ session, writer }) {
  const { me, session: here } = document.body.dataset;
  const closes = me === writer && here === session;
  forgetCommentDraft(session, writer, { closes });
  if (closes && !ACCOUNT.test(writer)) location.replace("/"); // an account's page asks to sign in again
}
