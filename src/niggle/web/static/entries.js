"use strict";
// What is entered is kept on this device before it is sent, and stays until the server has it: nothing is lost when
// the connection is, and nothing is doubled, since every entry carries an id that the server knows it by.
//
// One store for the pages and for the service worker, which both load this: IndexedDB, only readable by these pages in
// this browser. An entry belongs to the person who made it: it is shown to nobody else and sent for nobody else, and
// what it says about pain is there from the tap until it has been sent, or discarded by that person, and no longer.
(() => {
  const PATIENCE_MS = 15_000;
  const root = self.document
    ? new URL("..", document.currentScript.src)
    : new URL(self.registration.scope);
  const name = `niggle ${root.pathname}`;

  // ---------------------------------------------------------------------------------------------------------- the store

  let opened = null;
  const database = () => {
    opened ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(name, 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("entries", { keyPath: "id" });
        request.result.createObjectStore("facts");
      };
      request.onerror = () => reject(request.error);
      request.onsuccess = () => {
        request.result.onclose = () => (opened = null);
        resolve(request.result);
      };
    });
    opened.catch(() => (opened = null));
    return opened;
  };

  // What the work asked for, once it is on the disk.
  const within = async (store, mode, work) => {
    const transaction = (await database()).transaction(store, mode, { durability: "strict" });
    const request = work(transaction.objectStore(store));
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error ?? request.error);
    });
  };

  const keep = (entry) => within("entries", "readwrite", (store) => store.put(entry));
  const discard = (id) => within("entries", "readwrite", (store) => store.delete(id));
  const read = (id) => within("entries", "readonly", (store) => store.get(id));
  const waiting = async () => {
    try {
      const entries = await within("entries", "readonly", (store) => store.getAll());
      return entries.sort((one, other) => one.at - other.at);
    } catch {
      return []; // a browser that keeps nothing has nothing waiting
    }
  };
  const fact = (key) => within("facts", "readonly", (store) => store.get(key));
  const note = (key, value) => within("facts", "readwrite", (store) => store.put(value, key));

  // The pages that are kept tell of somebody's health: they go when that person does.
  const pages = `${name} pages`;
  const forgetPages = async () => {
    await self.caches?.delete(pages);
    await note("start", null);
  };

  const newId = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  };

  // ------------------------------------------------------------------------------------------------------------ sending

  const ask = (url, options) =>
    fetch(url, { credentials: "same-origin", cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS), ...options });

  // The token of the session; null once the session is over, and with it the pages that were kept.
  const token = async () => {
    const answer = await ask(new URL("token", root), { headers: { Accept: "application/json" } });
    if (answer.ok) return answer.json();
    if (answer.status !== 401 && answer.status !== 403) throw new Error("not now");
    await forgetPages();
    return null;
  };

  // What came of it: sent, wrong (a person has to look), login (also: somebody else is logged in), or later.
  const send = async (entry, known) => {
    try {
      const session = known ?? (await token());
      if (!session || session.person !== entry.person) return { state: "login" };
      const body = new URLSearchParams(entry.fields);
      body.set("csrf", session.csrf);
      const answer = await ask(new URL(entry.url, root), { method: "POST", body });
      if (answer.status === 401 || answer.url.includes("/login.html")) return { state: "login" };
      if (answer.redirected) return { state: "sent", url: answer.url }; // it only leads on once it has it
      if (answer.status === 422) return { state: "wrong", html: await answer.text() };
      if ([400, 404, 410, 413].includes(answer.status)) return { state: "wrong", html: "" };
      return { state: "later" };
    } catch {
      return { state: "later" }; // no connection, or none that lasted
    }
  };

  // One tab at a time; a browser without locks may send twice, which the ids make harmless.
  const alone = (work) => (navigator.locks ? navigator.locks.request(`${name} entries`, work) : work());

  const NOT_THERE = "That run or page is not there for whoever is logged in now.";

  // Sends one; `faultsIn` reads what is wrong out of the server's page, where there is something to read it with.
  const dispatch = (id, faultsIn, session) =>
    alone(async () => {
      const entry = await read(id);
      if (!entry) return { state: "gone" }; // another tab or the service worker has sent it
      const outcome = await send(entry, session);
      if (outcome.state === "sent") await discard(id);
      if (outcome.state === "wrong" && faultsIn) {
        const faults = outcome.html ? faultsIn(outcome.html) : [];
        await keep({ ...entry, faults: faults.length ? faults : [NOT_THERE] });
      }
      return outcome;
    });

  // Sends what waits of whoever is logged in: what has gone, each with the address that its answer led to, and how the
  // last one fared.
  const dispatchAll = async (faultsIn) => {
    const sent = [];
    const open = (await waiting()).filter((entry) => !entry.faults);
    if (!open.length) return { sent, state: "" };
    const session = await token().catch(() => "later");
    if (!session || session === "later") return { sent, state: session ?? "login" };
    let state = open.some((entry) => entry.person !== session.person) ? "login" : "";
    for (const entry of open.filter((one) => one.person === session.person)) {
      const outcome = await dispatch(entry.id, faultsIn, session);
      if (outcome.state === "sent") sent.push({ label: entry.label, url: entry.url, answer: outcome.url });
      state = outcome.state;
      if (state === "later") break; // the rest would fare the same
    }
    return { sent, state };
  };

  self.niggle = {
    root, name, pages, keep, discard, read, waiting, fact, note, forgetPages, newId, token, dispatch, dispatchAll,
  };
})();
