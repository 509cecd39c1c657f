// A hook of Node's module loader: what a script imports belongs to the same tab as the script, so that each tab of a test has
// modules of its own, as in a browser. A tab is named in the query of a module's address.

export async function resolve(specifier, context, nextResolve) {
  const resolved = await nextResolve(specifier, context);
  const tab = context.parentURL && new URL(context.parentURL).search;
  if (tab && resolved.url.startsWith("file:") && !resolved.url.includes("?")) resolved.url += tab;
  return resolved;
}
