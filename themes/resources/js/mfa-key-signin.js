// A page that asks for a device: Keycloak's own script asks for the security key and sends what it answers.
import { authenticateByWebAuthn } from "./webauthnAuthenticate.js";

const form = document.getElementById("webauth");
const button = document.getElementById("authenticateWebAuthnButton");
const codes = document.getElementById("kc-mfa-codes");
const radios = [...document.querySelectorAll("input[type=radio][name=selectedCredentialId]")];
const allowed = document.getElementById("authn_select");
let asking = false;

const chosen = () => radios.find((radio) => radio.checked);
const isKeyChosen = () => chosen()?.dataset.key !== undefined;

function show() {
  const choice = radios.length > 0;
  button.hidden = choice && !isKeyChosen();
  if (codes && choice) {
    codes.hidden = isKeyChosen();
  }
}

// where there is a choice it is for the chosen key alone
function ask() {
  if (asking) {
    return;
  }
  asking = true;
  button.disabled = true;
  const keys = isKeyChosen() ? [chosen().dataset.key] : form.dataset.keys.split(" ");
  allowed.replaceChildren(
    ...keys.map((key) => {
      const input = document.createElement("input");
      input.type = "hidden";
      input.name = "authn_use_chk";
      input.value = key;
      return input;
    }),
  );
  form.elements.selectedCredentialId.value = chosen()?.value ?? "";
  if (!window.PublicKeyCredential) {
    // stands for words that the server has
    form.elements.error.value = "unsupported";
    form.requestSubmit();
    return;
  }
  authenticateByWebAuthn({
    isUserIdentified: true,
    challenge: form.dataset.challenge,
    userVerification: form.dataset.userVerification,
    rpId: form.dataset.rpId,
    createTimeout: Number(form.dataset.createTimeout),
  });
}

for (const radio of radios) {
  radio.addEventListener("change", show);
  // the arrow keys pass over radios, so that they open no dialog; a pointer does, and Enter or the button
  radio.addEventListener("click", (event) => {
    if (event.detail > 0 && isKeyChosen()) {
      ask();
    }
  });
}
radios[0]?.form.addEventListener("submit", (event) => {
  if (isKeyChosen() && event.submitter?.name !== "action") {
    event.preventDefault();
    ask();
  }
});
button.addEventListener("click", ask);

show();
// where a code may be typed, that has the focus already
if (!button.hidden && (codes ? codes.hidden : !document.getElementById("otp"))) {
  button.focus();
}
