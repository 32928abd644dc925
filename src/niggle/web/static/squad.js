"use strict";

// A squad's table: show some, find a name, sort, without asking the server again.
// The address tells what is shown, but for the name: nobody's belongs in a history.
(() => {
  const form = document.querySelector("form.find");
  const table = document.querySelector("table.squad");
  if (!form || !table) return;

  const bodies = [...table.tBodies].filter((body) => body.dataset.fold);
  const rows = bodies.flatMap((body) => [...body.rows]);
  // The parts of the page as it is opened; a page that was asked for in another order has one part, and keeps it.
  const hasParts = table.querySelector(".fold-head") !== null;
  const kinds = [...document.querySelectorAll("a.kind")];
  const sorts = [...document.querySelectorAll("table.squad thead a[data-sort]")];
  const orders = [...form.elements.sort.options].map((option) => option.value);
  const shown = document.getElementById("shown");
  const nobody = document.getElementById("nobody");
  const wanted = {
    kind: (kinds.find((link) => link.hasAttribute("aria-current")) || { dataset: { kind: "" } }).dataset.kind,
    name: form.elements.name.value,
    sort: form.elements.sort.value,
    place: form.elements.place.value,
    score: Number(form.elements.score.value),
    silent: Number(form.elements.silent.value),
    unjudged: form.elements.judged.checked,
  };

  // As `findable` in niggle/reports/squad/wanted.py.
  const findable = (text) =>
    text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/ß/g, "ss").split(/\s+/).filter(Boolean).join(" ");

  const address = (changes) => {
    const wish = { ...wanted, ...changes };
    const said = new URLSearchParams();
    const put = (key, value, unsaid) => value !== unsaid && said.set(key, value);
    put("status", wish.kind, "");
    put("sort", wish.sort, "worst");
    put("place", wish.place, "");
    put("score", wish.score, 0);
    put("silent", wish.silent, 0);
    put("judged", wish.unjudged ? "no" : "", "");
    return `?${said}`;
  };

  const isWanted = (row, name) =>
    row.dataset.name.includes(name) &&
    (!wanted.place || wanted.place === row.dataset.site) &&
    wanted.score <= Number(row.dataset.score || 0) &&
    wanted.silent <= Number(row.dataset.silent || 0) &&
    (!wanted.unjudged || "unjudged" in row.dataset) &&
    (!wanted.kind || wanted.kind === row.dataset.kind ||
      (wanted.kind === "changed" && row.classList.contains("is-changed")));

  const show = () => {
    const name = findable(wanted.name);
    let count = 0;
    for (const row of rows) {
      row.hidden = !isWanted(row, name);
      count += row.hidden ? 0 : 1;
    }
    const isPlain = address({}) === "?" && !name;
    const at = orders.indexOf(wanted.sort);
    const place = (row) => Number(row.dataset.place.split(" ")[at]);
    rows.sort((one, other) => place(one) - place(other));
    table.classList.toggle("whole", hasParts && !isPlain);
    for (const body of bodies) {
      const isFirst = body === bodies[0];
      body.append(...rows.filter((row) => (hasParts && isPlain ? row.dataset.fold === body.dataset.fold : isFirst)));
    }
    shown.textContent = `${count} of ${rows.length}`;
    nobody.hidden = count > 0;
    form.elements.sort.value = wanted.sort;
    for (const link of kinds) {
      link.toggleAttribute("aria-current", false);
      if (link.dataset.kind === wanted.kind) link.setAttribute("aria-current", "true");
      link.href = address({ kind: link.dataset.kind });
    }
    for (const link of sorts) {
      const cell = link.closest("th");
      const { sort, way } = link.dataset;
      if (sort === wanted.sort) cell.setAttribute("aria-sort", way);
      else if (`-${sort}` === wanted.sort) cell.setAttribute("aria-sort", otherWay[way]);
      else cell.removeAttribute("aria-sort");
      link.href = address({ sort: turned(sort) });
    }
    const back = document.querySelector("#tend input[name=back]");
    if (back) back.value = address({});
    history.replaceState(null, "", address({}) === "?" ? location.pathname : address({}));
  };

  const turned = (sort) => (wanted.sort === sort ? `-${sort}` : sort); // the same column again: the other way round
  const otherWay = { ascending: "descending", descending: "ascending" };

  const instead = (event, changes) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return; // into a new tab: as the link says
    event.preventDefault();
    Object.assign(wanted, changes);
    show();
  };

  for (const link of kinds) link.addEventListener("click", (event) => instead(event, { kind: link.dataset.kind }));
  for (const link of sorts) link.addEventListener("click", (event) => instead(event, { sort: turned(link.dataset.sort) }));
  form.addEventListener("submit", (event) => instead(event, {}));
  form.elements.name.addEventListener("input", (event) => instead(event, { name: event.target.value }));
  form.elements.sort.addEventListener("change", (event) => instead(event, { sort: event.target.value }));
  const number = (field) => (field.validity.valid ? Number(field.value) : 0);
  form.elements.place.addEventListener("change", (event) => instead(event, { place: event.target.value }));
  form.elements.score.addEventListener("input", (event) => instead(event, { score: number(event.target) }));
  form.elements.silent.addEventListener("input", (event) => instead(event, { silent: number(event.target) }));
  form.elements.judged.addEventListener("change", (event) => instead(event, { unjudged: event.target.checked }));
  form.querySelector("button").hidden = true;
})();
