"use strict";
// The forms: each is kept on this device, then sent, at once or when it can be (entries.js has the store and the sending,
// waiting.js says how it stands).
(() => {
  const EVERY_MS = 60_000;
  const { root, person, keep, read, newId, dispatch, dispatchAll, token, showWaiting, showSent, isBeingFilled, place } =
    self.niggle;
  const isCopy = () => "seenAt" in document.documentElement.dataset;

  const faultsIn = (html) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    return [...page.querySelectorAll(".faults li")].map((line) => line.textContent.trim());
  };

  let isRetrying = false;
  const retry = async () => {
    if (isRetrying) return;
    isRetrying = true;
    try {
      const { sent, state } = await dispatchAll(faultsIn);
      await showWaiting(state);
      if (sent.length) showSent(sent);
      else if (isCopy()) await update();
    } finally {
      isRetrying = false;
    }
  };

  // A copy of a page is replaced by the page itself as soon as that can be had.
  const update = async () => {
    try {
      await token();
    } catch {
      return;
    }
    if (!isBeingFilled()) location.reload();
  };

  // ----------------------------------------------------------------------------------------------------------- the forms

  const entryOf = (form, submitter) => {
    const fields = [...new FormData(form).entries()].filter(([name]) => name !== "csrf");
    if (submitter?.name) fields.push([submitter.name, submitter.value]);
    const id = fields.find(([name]) => name === "entry_id")?.[1] || newId();
    return {
      id,
      person,
      url: new URL(form.action).pathname.slice(root.pathname.length),
      fields: [...fields.filter(([name]) => name !== "entry_id"), ["entry_id", id]],
      label: form.dataset.label || "an entry",
      at: Date.now(),
    };
  };

  const sendNow = async (form, entry, submitter, free) => {
    try {
      await keep(entry);
      form.dataset.kept = "yes";
    } catch {
      free();
      delete form.dataset.entry; // no room to keep it: the browser sends it by itself, once this event is over
      setTimeout(() => form.requestSubmit(submitter));
      return;
    }
    const outcome = await dispatch(entry.id, faultsIn);
    if (outcome.state !== "sent") free();
    if (outcome.state === "sent") {
      location.assign(outcome.url);
    } else if (outcome.state === "wrong" && outcome.html) {
      showFaults(outcome.html);
    } else {
      await showWaiting(outcome.state);
      place("waiting").scrollIntoView({ block: "nearest" });
      sendLater();
    }
  };

  // Some browsers send what waits also when no page is open any more.
  const sendLater = async () => {
    try {
      await (await navigator.serviceWorker?.getRegistration(root))?.sync?.register("niggle-entries");
    } catch {
      // it is not allowed to: then the next page does it
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
    form.setAttribute("aria-busy", "true");
    for (const [button] of buttons) button.disabled = true;
    tapped?.replaceChildren("Saving…");
    return () => {
      form.removeAttribute("aria-busy");
      for (const [button, was] of buttons) button.disabled = was;
      tapped?.replaceChildren(...words);
    };
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-entry]") || event.defaultPrevented || !self.indexedDB) return;
    if (isBlank(form, event.submitter)) return;
    event.preventDefault();
    if (form.getAttribute("aria-busy") === "true") return;
    const entry = entryOf(form, event.submitter); // before its buttons are out of use, and with them what they say
    sendNow(form, entry, event.submitter, occupy(form, event.submitter));
  });

  // What is changed in a form that was kept is something new.
  document.addEventListener("change", (event) => {
    delete event.target.form?.dataset.kept;
  });

  // Forms that the browser sends by itself, such as an undo: what it sends has been gathered when this runs.
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.target.method !== "post" || event.target.matches(".leave")) return;
    setTimeout(() => {
      const free = occupy(event.target, event.submitter);
      window.addEventListener("pageshow", free, { once: true });
    });
  });

  // A page that comes back from the browser's memory, or a copy, has an id that something was sent with, or may have been.
  const renewIds = () => {
    for (const input of document.querySelectorAll("[data-entry] [name=entry_id]")) input.value = newId();
  };
  if (isCopy()) renewIds();
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    renewIds();
    retry();
  });

  const edit = async () => {
    const edited = await read(location.hash.slice("#entry-".length));
    if (edited?.person === person) document.dispatchEvent(new CustomEvent("niggle:edit", { detail: edited.fields }));
  };
  if (location.hash.startsWith("#entry-")) document.addEventListener("DOMContentLoaded", edit);

  if (!self.indexedDB) return;
  window.addEventListener("online", retry);
  navigator.serviceWorker?.addEventListener("message", (event) => showSent(event.data?.sent ?? []));
  setInterval(retry, EVERY_MS);
  document.addEventListener("DOMContentLoaded", retry);
})();
