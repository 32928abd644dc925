"use strict";
// What the page says of entries that wait on this device, and what it no longer asks because it was answered.
(() => {
  const { root, discard, waiting } = self.niggle;
  const person = document.documentElement.dataset.person ?? "";
  const SENT = "niggle-sent";

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

  const say = (id, lines) => {
    if (lines.length) place(id).replaceChildren(...lines);
    else document.getElementById(id)?.remove();
  };

  const show = async (state) => {
    const entries = (await waiting()).filter((entry) => entry.person === person);
    const open = entries.filter((entry) => !entry.faults);
    const lines = entries.filter((entry) => entry.faults).map(faultLine);
    if (open.length) {
      const what = open.map((entry) => entry.label).join(", ");
      const kept = `Saved on this device: ${what}. `;
      lines.unshift(
        state === "login"
          ? element("p", {}, kept, loginLink(), ", or open your own link again, and it will be sent.")
          : element("p", {}, `${kept}It will be sent when niggle can be reached again.`),
      );
    }
    say("waiting", lines);
    hideAnswered(open);
  };

  // What was answered is not asked again, even where the page is a copy from before.
  const hideAnswered = (open) => {
    const answered = new Set(open.map((entry) => `${entry.url} ${entry.label}`));
    for (const form of document.querySelectorAll(".todo form[data-entry]")) {
      const url = new URL(form.action).pathname.slice(root.pathname.length);
      form.closest(".ask").hidden = answered.has(`${url} ${form.dataset.label}`);
    }
    for (const card of document.querySelectorAll(".todo")) {
      card.hidden = [...card.querySelectorAll(":scope > .ask")].every((ask) => ask.hidden);
    }
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
    drop.addEventListener("click", async () => {
      await discard(entry.id);
      await show("");
    });
    const text = element("span", { textContent: `Not taken yet: ${entry.label}. ${entry.faults.join(" ")}` });
    return element("p", { className: "not-taken" }, text, edit, drop);
  };

  const isChanged = (field) => {
    if (field.type === "radio") return field.checked !== field.defaultChecked;
    if (field.matches("select")) {
      return field.selectedIndex !== Math.max(0, [...field.options].findIndex((one) => one.defaultSelected));
    }
    return field.matches("textarea, input:not([type=hidden])") && field.value !== field.defaultValue;
  };

  // Something in a form was tapped or written that is not kept yet.
  const isBeingFilled = () =>
    [...document.querySelectorAll("form[data-entry]:not([data-kept])")].some((form) => [...form.elements].some(isChanged));

  // Something has gone: the page shows what became of it, unless it is being filled in.
  const showSent = (sent) => {
    if (!sent.length) return;
    const isHere = (address) => new URL(address, root).pathname === location.pathname;
    const [only] = sent;
    const words = `Sent: ${sent.map((entry) => entry.label).join(", ")}.`;
    if (isBeingFilled()) {
      say("sent", [element("p", { textContent: words })]);
    } else if (sent.length === 1 && (isHere(only.url) || isHere(only.answer))) {
      location.replace(only.answer);
    } else {
      sessionStorage.setItem(SENT, words);
      location.reload();
    }
  };

  const told = sessionStorage.getItem(SENT);
  if (told) {
    sessionStorage.removeItem(SENT);
    say("sent", [element("p", { textContent: told })]);
  }

  Object.assign(self.niggle, { person, place, say, element, showWaiting: show, showSent, isBeingFilled });
})();
