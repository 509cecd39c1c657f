// Deletes what this browser stores of somebody who left a session, before anything else on the page reads it. The same happens
// when another person joins the session in this browser and when a facilitator signs out. Only the server knows that this
// happened; it names the people in a cookie, `left=SESSION.WRITER~…`, which is removed once everything is deleted. Other tabs
// delete what they hold, and pages of that person close. What an account wrote under its name and has not sent stays, drafts
// included: the account was not asked, and nobody else is shown it.

import { deleteCommentDraft } from "../comments/draft.js";
import { deleteOwnComments } from "../comments/own-comments-storage.js";
import * as store from "../outbox/store.js";
import { keysWithPrefix, write } from "./local-storage.js";
import { openTabChannel } from "./tab-channel.js";

const ACCOUNT = /^[0-9]+$/;
const COOKIE = /(?:^|; )((?:__Host-)?left)=([^;]*)/;

const tellOtherTabs = openTabChannel("left", closeIfTheirs);

/** Settles once everything that has to be deleted is deleted. */
export const storageCleared = clearStorage();

/** The posts that somebody wrote in a session in this browser and that are not sent. */
export async function unsentPostsOf(session, writer) {
  const isTheirs = ({ lane, me, path, session: of }) =>
    lane === "signed" ? me === writer && path.startsWith(`/s/${session}/`) : of === session;
  return (await store.all()).filter(isTheirs);
}

async function clearStorage() {
  const [, cookie, value] = COOKIE.exec(document.cookie) ?? [];
  if (!value) return;
  const left = value.split("~").map((each) => each.split("."));
  for (const [session, writer] of left) {
    if (!ACCOUNT.test(writer)) for (const key of keysWithPrefix(`hashira.draft.${writer}.`)) write(key, null);
    deleteOwnComments(session);
    deleteCommentDraft(session, writer);
  }
  for (const [session, writer] of left) {
    if (!ACCOUNT.test(writer)) for (const { id } of await unsentPostsOf(session, writer)) await store.remove(id);
    tellOtherTabs({ session, writer });
  }
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${cookie}=; Max-Age=0; Path=/; SameSite=Lax${secure}`;
}

function closeIfTheirs({ session, writer }) {
  const { me, session: here } = document.body.dataset;
  const closes = me === writer && here === session;
  deleteCommentDraft(session, writer, { closes });
  if (closes && !ACCOUNT.test(writer)) location.replace("/"); // the page of an account asks to sign in again instead
}
