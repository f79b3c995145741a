/*
 * Starts the design system's components. Every page works without this file.
 *
 * The library's address has a fingerprint in production, so it is read from the page's preload link.
 */
const { initAll } = await import(document.querySelector("link[rel=modulepreload]").href);

document.body.classList.add("js-enabled", "nhsuk-frontend-supported");
initAll();

// The library sets aria-expanded on radios, which ARIA does not allow, whenever one is clicked or the page comes back.
function tidyRadios() {
  for (const radio of document.querySelectorAll("input[type=radio][aria-expanded]")) {
    radio.removeAttribute("aria-expanded");
  }
}
tidyRadios();
addEventListener("click", tidyRadios);
addEventListener("pageshow", tidyRadios);

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// Leaving at once: by the link, or by pressing Shift or Escape three times. The page goes blank before the next one is
// there, and does not stay in the history. The link itself needs no scripts.
const leave = document.querySelector("[data-leave]");
if (leave) {
  const says = document.querySelector("[data-leave-says]");
  let pressed = 0;
  let forget;
  const go = () => {
    document.title = "\u2026";
    document.body.hidden = true;
    sessionStorage.clear();
    location.replace(leave.href);
  };
  leave.addEventListener("click", (event) => {
    event.preventDefault();
    go();
  });
  addEventListener("keyup", (event) => {
    clearTimeout(forget);
    pressed = event.key === "Shift" || event.key === "Escape" ? pressed + 1 : 0;
    if (pressed === 3) go();
    else says.textContent = [, leave.dataset.twiceMore, leave.dataset.onceMore][pressed] ?? "";
    forget = setTimeout(() => {
      pressed = 0;
      says.textContent = "";
    }, 5000);
  });
  // A page that the browser kept alive would still show what was there before they left.
  addEventListener("pageshow", (event) => event.persisted && location.reload());
}

for (const words of document.querySelectorAll("[data-with-scripts]")) {
  words.hidden = false;
}

// Words that are not saved yet outlive a reload of their page, and a network that fails. Any other page, such as the
// lock, forgets them.
const unsent = document.querySelector("textarea[data-keep]");
const kept = JSON.parse(sessionStorage.getItem("unsent") || "{}");
sessionStorage.removeItem("unsent");
if (unsent) {
  const keep = (sent) =>
    sessionStorage.setItem("unsent", JSON.stringify({ page: location.pathname, words: unsent.value, sent }));
  const saved = kept.sent && document.querySelector("[role=alert]");
  if (!unsent.value && kept.page === location.pathname && !saved) {
    unsent.value = kept.words;
    keep(false);
  }
  unsent.addEventListener("input", () => keep(false));
  // Saves from wherever the hands are.
  unsent.form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      unsent.form.requestSubmit();
    }
  });
  unsent.form.addEventListener("submit", () => keep(true));
}

// On a device that was handed over, what was typed is cleared when nobody touches it, with a warning a minute before.
const clears = document.querySelector("[data-clear-after]");
if (clears) {
  const MINUTE = 60_000;
  const warning = clears.querySelector("[hidden]");
  let soon, now;
  const wait = () => {
    clearTimeout(soon);
    clearTimeout(now);
    if (warning) warning.hidden = true;
    const whole = Number(clears.dataset.clearAfter) * MINUTE;
    soon = setTimeout(() => warning && (warning.hidden = false), whole - MINUTE);
    now = setTimeout(() => location.replace(clears.dataset.clearTo), whole);
  };
  for (const touch of ["pointerdown", "keydown", "input", "scroll"]) addEventListener(touch, wait, { passive: true });
  // A page that the browser kept alive would still hold what the person before typed.
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  wait();
}
