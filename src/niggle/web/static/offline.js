"use strict";
// The page as a part of an app: has the service worker keep what its runner needs without a network, and says of a copy
// from when it is.
(() => {
  const EVERY_MS = 15_000;
  const { root, person, element, say, token } = self.niggle;
  const { own, seenAt } = document.documentElement.dataset;

  const dayOf = (moment) => new Date(moment.getFullYear(), moment.getMonth(), moment.getDate());

  const whenWords = (moment, now) => {
    const clock = moment.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
    const days = Math.round((dayOf(now) - dayOf(moment)) / 86_400_000);
    if (days < 2) return `${days ? "yesterday" : "today"} ${clock}`;
    return `${moment.toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long" })} ${clock}`;
  };

  if (seenAt) {
    const text = `Seen ${whenWords(new Date(seenAt), new Date())}; no network now.`;
    say("seen", [element("p", { textContent: text })]);
  }

  // A copy lacks nothing; a page that was just loaded has told the worker of itself, unless there was none yet or it
  // says what became of an entry: then the same page without that is what is to be kept.
  const toKeep = () => {
    const here = location.pathname.slice(root.pathname.length);
    const forms = [...document.querySelectorAll('main a[href*="pain.html"], main a[href$="week.html"]')]
      .map((link) => new URL(link.href).pathname.slice(root.pathname.length))
      .filter((place) => place !== here);
    const again = navigator.serviceWorker.controller && !location.search ? [] : [here];
    return [...new Set([...again, ...(location.search ? [own] : []), ...forms.slice(0, 6)])];
  };

  const beApp = async () => {
    await navigator.serviceWorker.register(new URL("sw.js", root), { scope: root.pathname, updateViaCache: "none" });
    const { active } = await navigator.serviceWorker.ready;
    active.postMessage({ keep: toKeep() });
  };
  if (own && person && !seenAt && "serviceWorker" in navigator) beApp();

  // On the page that says there is no network: on to what was wanted, as soon as there is one.
  const wanted = new URL(decodeURIComponent(location.hash.slice(1)), root);
  const goOn = () => token().then(() => location.replace(wanted), () => {});
  if (document.body.classList.contains("page-offline") && wanted.href.startsWith(root.href)) {
    window.addEventListener("online", goOn);
    setInterval(goOn, EVERY_MS);
  }
})();
