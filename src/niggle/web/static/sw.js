"use strict";
// The service worker: without a network, the runner's own pages as they were seen last; with one, what was entered
// meanwhile is sent. Pages of anybody else, a squad's among them, are never kept: a page says itself whose it is.
importScripts("static/entries.js");

const { root, name, pages, fact, note, forgetPages, dispatchAll } = self.niggle;
const SHELL = `${name} shell`; // styles, scripts, icons, the page that says there is no network: they tell of nobody
const MOST_PAGES = 30;
const LONGEST_MS = 7 * 24 * 3600 * 1000; // as the shortest session lasts
const PATIENCE_MS = 8_000; // for a page of which there is a copy
const NO_NETWORK = [502, 504]; // what a proxy says when niggle does not answer
const OFFLINE = "offline.html";
const HEAD = /^\s*<!doctype html>\s*<html lang="[\w-]+" data-person="([\w-]+)"(?: data-own="([\w./-]+)")?/;
const FILES = /(?:href|src)="(?:\.\.\/)*(static\/[\w.-]+)"/g;

let era = 0; // another one after all was forgotten: what was asked for before is not kept any more
const forget = () => {
  era += 1;
  return forgetPages();
};

// -------------------------------------------------------------------------------------------------------------- keeping

const keepFiles = async (html) => {
  const shell = await caches.open(SHELL);
  const files = new Set([...html.matchAll(FILES)].map((found) => String(new URL(found[1], root))));
  const isThere = await Promise.all([...files].map((file) => shell.match(file)));
  await Promise.all([...files].filter((_, number) => !isThere[number]).map((file) => shell.add(file)));
};

const keepPage = async (address, html, answer, own) => {
  const headers = new Headers(answer.headers);
  headers.delete("content-encoding");
  headers.delete("content-length");
  const seen = html.replace("<html ", `<html data-seen-at="${new Date().toISOString()}" `);
  const cache = await caches.open(pages);
  await cache.delete(address); // so that it is the newest
  await cache.put(address, new Response(seen, { headers }));
  const kept = await cache.keys();
  await Promise.all(kept.slice(0, Math.max(0, kept.length - MOST_PAGES)).map((old) => cache.delete(old)));
  await note("start", own);
  await keepFiles(html);
};

// Reads of an answer whose it is, and keeps it if it is that person's own page; all else goes when the person does.
const take = async (url, answer, begun) => {
  if (!(answer.headers.get("content-type") ?? "").startsWith("text/html")) return;
  const html = await answer.text();
  const [, person, own] = html.match(HEAD) ?? [];
  if (!person || begun !== era) return;
  if (person !== (await fact("person"))) {
    await forget();
    await note("person", person);
    begun = era;
  }
  if (own && answer.ok && !answer.redirected && !url.search && begun === era) {
    await keepPage(url.origin + url.pathname, html, answer, own);
  }
};

const keepAnew = async (places) => {
  for (const place of places) {
    const url = new URL(place, root);
    if (!url.href.startsWith(root.href)) continue;
    const begun = era;
    try {
      await take(url, await fetch(url, { credentials: "same-origin", cache: "no-store" }), begun);
    } catch {
      return; // no network: what was kept before stays
    }
  }
};

const copyOf = async (url) => {
  const cache = await caches.open(pages);
  const address = url.origin + url.pathname;
  const copy = await cache.match(address);
  if (!copy) return null;
  const seenAt = Date.parse((await copy.clone().text()).match(/data-seen-at="([^"]+)"/)?.[1]);
  if (Date.now() - seenAt < LONGEST_MS) return copy;
  await cache.delete(address);
  return null;
};

// ------------------------------------------------------------------------------------------------------------ answering

const to = (place) => Response.redirect(new URL(place, root), 303);

// What there is without a network: the copy, from the first page the way to one's own, else a page that says so.
const withoutNetwork = async (url, copy) => {
  const place = url.pathname.slice(root.pathname.length);
  if (copy) return copy;
  if (place === OFFLINE) return (await caches.match(url.origin + url.pathname, { cacheName: SHELL })) ?? Response.error();
  const start = await fact("start");
  if (["", "index.html"].includes(place) && start && (await copyOf(new URL(start, root)))) return to(start);
  return to(`${OFFLINE}#${encodeURIComponent(place)}`);
};

const looked = async (event, url) => {
  const begun = era;
  const copy = await copyOf(url);
  const coming = fetch(event.request).then((answer) => {
    if (NO_NETWORK.includes(answer.status)) throw new Error("nobody there");
    event.waitUntil(take(url, answer.clone(), begun));
    return answer;
  });
  try {
    if (!copy) return await coming;
    const isLate = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, copy));
    event.waitUntil(coming.catch(() => {}));
    return await Promise.race([coming, isLate]);
  } catch {
    return withoutNetwork(url, copy);
  }
};

const leaving = async (request) => {
  await forget();
  try {
    return await fetch(request);
  } catch {
    return to(OFFLINE);
  }
};

const file = async (request) => {
  const shell = await caches.open(SHELL);
  try {
    const answer = await fetch(request);
    if (answer.ok) await shell.put(request.url, answer.clone());
    return answer;
  } catch {
    return (await shell.match(request.url)) ?? Response.error();
  }
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (!url.href.startsWith(root.href)) return;
  if (request.mode === "navigate" && request.method === "GET") {
    event.respondWith(looked(event, url));
  } else if (url.pathname === `${root.pathname}logout`) {
    event.respondWith(leaving(request));
  } else if (request.method === "GET" && url.pathname.startsWith(`${root.pathname}static/`)) {
    event.respondWith(file(request));
  }
});

// ------------------------------------------------------------------------------------------------- beside any one page

self.addEventListener("install", (event) => {
  const begin = async () => {
    const shell = await caches.open(SHELL);
    const page = await fetch(new URL(OFFLINE, root), { cache: "no-store" });
    await shell.put(new URL(OFFLINE, root), page.clone());
    await keepFiles(await page.text());
    await self.skipWaiting();
  };
  event.waitUntil(begin());
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  if (Array.isArray(event.data?.keep)) event.waitUntil(keepAnew(event.data.keep));
});

// The browser says that there is a network again, whether or not a page is open (Background Sync).
self.addEventListener("sync", (event) => {
  const send = async () => {
    const { sent: gone, state } = await dispatchAll(null);
    if (gone.length) {
      for (const page of await self.clients.matchAll({ type: "window" })) page.postMessage({ sent: gone });
      await keepAnew([(await fact("start")) ?? "", ...gone.map((entry) => entry.url)].filter(Boolean));
    }
    if (state === "later") throw new Error("the browser is to try again");
  };
  if (event.tag === "niggle-entries") event.waitUntil(send());
});
