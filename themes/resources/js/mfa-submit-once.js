// A page is sent once. Keycloak takes a page's answer one time only, whichever of its forms and buttons it comes from: the
// other click of a double click, or Enter after a click, would ask for the same again and find the sign-in over.

/** On a network that answers nothing it may be tried again after this. */
const PATIENCE_MILLISECONDS = 10_000;

let sent = null;

function release() {
  clearTimeout(sent.timer);
  sent.form.removeAttribute("aria-busy");
  sent.button?.removeAttribute("aria-disabled");
  sent = null;
}

// before any other listener, so that none of them acts on what is not sent
window.addEventListener(
  "submit",
  (event) => {
    if (sent) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  },
  { capture: true },
);

// after all others: what one of them prevents was not sent. The button stays enabled, or its value would not be sent
window.addEventListener("submit", (event) => {
  if (event.defaultPrevented) {
    return;
  }
  sent = { form: event.target, button: event.submitter, timer: setTimeout(release, PATIENCE_MILLISECONDS) };
  sent.form.setAttribute("aria-busy", "true");
  sent.button?.setAttribute("aria-disabled", "true");
});

// a page that the browser kept comes back as it was left
window.addEventListener("pageshow", (event) => {
  if (event.persisted && sent) {
    release();
  }
});
