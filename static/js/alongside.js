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

/*
 * Many things that people said are typed one after the other. Ctrl and Enter save from wherever the hands are, and
 * what is being typed survives a reload: in this tab alone, until it is saved, somebody signs out or the tab closes.
 */
const SAVED = "[role=alert].nhsuk-notification-banner--success";
const SIGNED_IN = ".nhsuk-header__account-form";
if (!document.querySelector(SIGNED_IN)) {
  sessionStorage.clear();
}
for (const words of document.querySelectorAll("[data-with-scripts]")) {
  words.hidden = false;
}
for (const box of document.querySelectorAll("[data-typed-quickly]")) {
  const place = `typed ${location.pathname}`;
  if (document.querySelector(SAVED)) {
    sessionStorage.removeItem(place);
  } else if (!box.value) {
    box.value = sessionStorage.getItem(place) ?? "";
  }
  box.addEventListener("input", () => sessionStorage.setItem(place, box.value));
  box.form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      box.form.requestSubmit();
    }
  });
}
