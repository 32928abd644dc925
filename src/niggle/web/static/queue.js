"use strict";
// What is entered is kept on this device before it is sent, and stays until the server has it: nothing is lost when
// the connection is, and nothing is doubled, since every entry carries an id that the server knows it by.
//
// Each entry waits under a key of its own in localStorage, which is only readable by these pages in this browser. What
// it says about pain is there from the tap until it has been sent, or discarded by whoever entered it, and no longer.
(() => {
  const PREFIX = "niggle-entry:";
  const EVERY_MS = 60_000;
  const PATIENCE_MS = 15_000;
  const root = new URL("..", document.currentScript.src);

  // ------------------------------------------------------------------------------------------------ what is waiting

  const store = (() => {
    try {
      localStorage.setItem("niggle-probe", "1");
      localStorage.removeItem("niggle-probe");
      return localStorage;
    } catch {
      return null; // the browser keeps nothing: its own way of sending forms has to do
    }
  })();

  const keep = (entry) => store.setItem(PREFIX + entry.id, JSON.stringify(entry));
  const discard = (id) => store.removeItem(PREFIX + id);
  const read = (id) => {
    try {
      return JSON.parse(store.getItem(PREFIX + id));
    } catch {
      return null;
    }
  };
  const waiting = () =>
    Object.keys(store)
      .filter((key) => key.startsWith(PREFIX))
      .map((key) => read(key.slice(PREFIX.length)))
      .filter(Boolean)
      .sort((one, other) => one.at - other.at);

  const newId = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  };

  // --------------------------------------------------------------------------------------------------------- sending

  // What came of it: sent, wrong (a person has to look), login, or later.
  const send = async (entry) => {
    try {
      const token = await ask(new URL("token", root), { headers: { Accept: "application/json" } });
      if (token.status === 401 || token.status === 403) return { state: "login" };
      if (!token.ok) return { state: "later" };
      const body = new URLSearchParams(entry.fields);
      body.set("csrf", (await token.json()).csrf);
      const answer = await ask(new URL(entry.url, root), { method: "POST", body });
      if (answer.status === 401 || answer.url.includes("/login.html")) return { state: "login" };
      if (answer.ok || answer.redirected) return { state: "sent", url: answer.url }; // it only leads on once it has it
      if (answer.status === 422) return { state: "wrong", html: await answer.text() };
      if ([400, 404, 410, 413].includes(answer.status)) return { state: "wrong", html: "" };
      return { state: "later" };
    } catch {
      return { state: "later" }; // no connection, or none that lasted
    }
  };

  const ask = (url, options) =>
    fetch(url, { credentials: "same-origin", cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS), ...options });

  // One tab at a time; a browser without locks may send twice, which the ids make harmless.
  const alone = (work) =>
    navigator.locks ? navigator.locks.request("niggle-entries", work) : work();

  const dispatchOne = (id) =>
    alone(async () => {
      const entry = read(id);
      if (!entry) return { state: "gone" }; // another tab has sent it
      const outcome = await send(entry);
      if (outcome.state === "sent") discard(id);
      if (outcome.state === "wrong") keep({ ...entry, faults: faultsIn(outcome.html) });
      return outcome;
    });

  const faultsIn = (html) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    const found = [...page.querySelectorAll(".faults li")].map((line) => line.textContent.trim());
    return found.length ? found : ["That run or page is not there for whoever is logged in now."];
  };

  let isRetrying = false;
  const retry = async () => {
    if (isRetrying) return;
    isRetrying = true;
    let state = "";
    for (const entry of waiting()) {
      if (entry.faults) continue;
      const outcome = await dispatchOne(entry.id);
      if (outcome.state === "sent") showSent(entry);
      state = outcome.state;
      if (state === "later" || state === "login") break; // the rest would fare the same
    }
    isRetrying = false;
    showWaiting(state);
  };

  // ------------------------------------------------------------------------------------------- what is said about it

  const element = (name, properties, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };

  const place = (id) => {
    let box = document.getElementById(id);
    if (!box) {
      box = element("div", { id, className: "kept" });
      box.setAttribute("role", "status");
      document.querySelector("main").before(box);
    }
    return box;
  };

  const showWaiting = (state) => {
    const entries = waiting();
    const lines = entries.map((entry) => (entry.faults ? faultLine(entry) : null)).filter(Boolean);
    const open = entries.filter((entry) => !entry.faults);
    if (open.length) {
      const what = open.map((entry) => entry.label).join(", ");
      const kept = `Saved on this device: ${what}. `;
      lines.unshift(
        state === "login"
          ? element("p", {}, kept, loginLink(), ", or open your own link again, and it will be sent.")
          : element("p", {}, `${kept}It will be sent when niggle can be reached again.`),
      );
    }
    if (lines.length || document.getElementById("waiting")) place("waiting").replaceChildren(...lines);
    if (!lines.length) document.getElementById("waiting")?.remove();
  };

  const loginLink = () => {
    const login = new URL("login.html", root);
    login.searchParams.set("next", location.pathname.slice(root.pathname.length));
    return element("a", { href: login, textContent: "Log in" });
  };

  const faultLine = (entry) => {
    const edit = element("a", { className: "button", href: new URL(entry.url, root), textContent: "Edit" });
    edit.hash = `entry-${entry.id}`;
    const drop = element("button", { type: "button", textContent: "Discard" });
    drop.addEventListener("click", () => {
      discard(entry.id);
      showWaiting("");
    });
    const text = element("span", { textContent: `Not taken yet: ${entry.label}. ${entry.faults.join(" ")}` });
    return element("p", { className: "not-taken" }, text, edit, drop);
  };

  const showSent = (entry) => {
    const again = element("a", { href: location.pathname, textContent: "Load the page again" });
    place("sent").append(element("p", {}, `Sent: ${entry.label}. `, again, " to see what it says."));
  };

  // ------------------------------------------------------------------------------------------------------- the forms

  const entryOf = (form, submitter) => {
    const fields = [...new FormData(form).entries()].filter(([name]) => name !== "csrf");
    if (submitter?.name) fields.push([submitter.name, submitter.value]);
    const id = fields.find(([name]) => name === "entry_id")?.[1] || newId();
    return {
      id,
      url: new URL(form.action).pathname.slice(root.pathname.length),
      fields: [...fields.filter(([name]) => name !== "entry_id"), ["entry_id", id]],
      label: form.dataset.label || "an entry",
      at: Date.now(),
    };
  };

  const sendNow = async (form, entry, submitter) => {
    form.setAttribute("aria-busy", "true");
    const free = occupy(form, submitter);
    const outcome = await dispatchOne(entry.id);
    form.removeAttribute("aria-busy");
    if (outcome.state !== "sent") free();
    if (outcome.state === "sent") {
      location.assign(outcome.url);
    } else if (outcome.state === "wrong" && outcome.html) {
      showFaults(outcome.html);
    } else {
      showWaiting(outcome.state);
      place("waiting").scrollIntoView({ block: "nearest" });
    }
  };

  // The server's own page with the faults: it has everything filled in, and the id of the entry.
  const showFaults = (html) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    document.querySelector("main").replaceWith(document.adoptNode(page.querySelector("main")));
    document.dispatchEvent(new CustomEvent("niggle:page"));
    document.querySelector(".faults")?.scrollIntoView();
  };

  // Nothing was tapped or written: there is nothing to keep, and the server says what is missing.
  const isBlank = (form, submitter) =>
    !submitter?.name &&
    ![...form.elements].some(
      ({ type, name, value, checked }) => name && value && type !== "hidden" && (type !== "radio" || checked),
    );

  // A tap is seen at once, whatever the network does: what was tapped says so, and nothing can be tapped twice.
  // What is returned undoes that.
  const occupy = (form, submitter) => {
    const buttons = [...form.querySelectorAll("button")].map((button) => [button, button.disabled]);
    const tapped = submitter ?? form.querySelector("button");
    const words = tapped ? [...tapped.childNodes] : [];
    for (const [button] of buttons) button.disabled = true;
    tapped?.replaceChildren("Saving…");
    return () => {
      for (const [button, was] of buttons) button.disabled = was;
      tapped?.replaceChildren(...words);
    };
  };

  const isBusy = (form) => form.getAttribute("aria-busy") === "true";

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-entry]") || event.defaultPrevented) return;
    if (isBlank(form, event.submitter)) return;
    let entry;
    try {
      entry = entryOf(form, event.submitter);
      keep(entry);
    } catch {
      return; // no room to keep it: the browser sends it by itself
    }
    event.preventDefault();
    if (!isBusy(form)) sendNow(form, entry, event.submitter);
  });

  // Forms that the browser sends by itself, such as an undo: what it sends has been gathered when this runs.
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.target.method !== "post" || event.target.matches(".leave")) return;
    setTimeout(() => {
      const free = occupy(event.target, event.submitter);
      window.addEventListener("pageshow", free, { once: true });
    });
  });

  // A page that comes back from the browser's memory has the id of what was sent from it.
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    for (const input of document.querySelectorAll("[data-entry] [name=entry_id]")) input.value = newId();
    if (store) retry();
  });

  if (!store) return;
  const edited = location.hash.startsWith("#entry-") ? read(location.hash.slice("#entry-".length)) : null;
  if (edited) {
    document.addEventListener("DOMContentLoaded", () => {
      document.dispatchEvent(new CustomEvent("niggle:edit", { detail: edited.fields }));
    });
  }
  window.addEventListener("online", retry);
  setInterval(retry, EVERY_MS);
  retry();
})();
