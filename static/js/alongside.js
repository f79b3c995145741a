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
