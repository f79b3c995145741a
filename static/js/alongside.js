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
