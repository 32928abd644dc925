"use strict";
// Makes the forms pleasant; all of it works without. The figure and the list say the same, a place can be tapped away
// again, and a form that could not be sent as it was is filled in again.
(() => {
  const words = { left: "Left", right: "Right", both: "Both sides", none: "Middle" };

  const setUpFigure = (form) => {
    const site = form.querySelector("select[name=site]");
    const side = form.querySelector("select[name=side]");
    const where = form.querySelector(".where");
    if (!site || !side || !where) return;
    const spots = [...form.querySelectorAll(".spot")];
    const says = document.createElement("p");
    says.className = "figure-says";
    says.setAttribute("aria-live", "polite");
    where.append(says);

    const show = () => {
      const both = site.value !== "" && side.value === "both";
      const isOffFigure = site.value !== "" && !spots.some((spot) => spot.checked);
      where.classList.toggle("is-both", both);
      says.textContent = isOffFigure
        ? [site.selectedOptions[0].textContent, words[side.value]].filter(Boolean).join(", ")
        : "";
    };
    const fromFigure = () => {
      const spot = spots.find((one) => one.checked);
      if (!spot) return;
      [side.value, site.value] = spot.value.split(" ");
      show();
    };
    const fromList = () => {
      for (const spot of spots) spot.checked = spot.value === `${side.value} ${site.value}`;
      show();
    };
    for (const spot of spots) spot.addEventListener("change", fromFigure);
    site.addEventListener("change", fromList);
    side.addEventListener("change", fromList);
    form.addEventListener("niggle:filled", () => (site.value ? fromList() : fromFigure()));
    fromFigure();
    show();
  };

  // A place that is tapped again is taken off the figure; a quick second tap is a slip. Scales have "–" for that.
  const setUpTappingAway = (form) => {
    const SLIP_MS = 600;
    let before = null;
    let chosenAt = 0;
    form.addEventListener("pointerdown", (event) => {
      const spot = event.target.closest?.("label.mark")?.control;
      before = spot?.checked ? spot : null;
    });
    form.addEventListener("change", () => {
      chosenAt = Date.now();
    });
    form.addEventListener("click", (event) => {
      const spot = event.target;
      if (spot.name !== "place" || spot !== before || Date.now() - chosenAt < SLIP_MS) return;
      before = null;
      spot.checked = false;
      for (const select of form.querySelectorAll(".list select")) select.value = "";
    });
  };

  // A week without trouble hides the three questions after it; what was tapped there before no longer counts.
  const setUpSkipping = (form) => {
    form.addEventListener("change", (event) => {
      if (event.target.name !== "participation" || event.target.value !== "0") return;
      for (const none of form.querySelectorAll('.pairs input[value=""]')) none.checked = true;
    });
  };

  const fill = (form, fields) => {
    for (const [name, value] of fields) {
      for (const input of form.querySelectorAll(`[name="${name}"]`)) {
        if (input.type === "radio") input.checked = input.value === value;
        else if (name !== "csrf") input.value = value;
      }
    }
    form.querySelector("details.more")?.setAttribute("open", "");
    form.dispatchEvent(new CustomEvent("niggle:filled"));
  };

  const setUp = () => {
    for (const form of document.querySelectorAll("form.report")) {
      if (form.dataset.isSetUp) continue;
      form.dataset.isSetUp = "yes";
      setUpFigure(form);
      setUpTappingAway(form);
      setUpSkipping(form);
    }
    document.querySelector(".faults")?.focus();
  };

  document.addEventListener("niggle:page", setUp);
  document.addEventListener("niggle:edit", (event) => {
    const form = document.querySelector("form.report");
    if (form) fill(form, event.detail);
  });
  setUp();
})();
