// The wizard's page for a security key: Keycloak's own script talks to the browser and fills in the form.
import { registerByWebAuthn } from "./webauthnRegister.js";

const form = document.getElementById("register");
const button = document.getElementById("registerWebAuthn");
const data = form.dataset;
const { value: name } = document.getElementById("authenticatorLabel");

// Keycloak's script asks for a label once the key is made; the wizard has asked already
window.prompt = () => name;

button.hidden = false;
button.addEventListener("click", () => {
  button.disabled = true;
  if (!window.PublicKeyCredential) {
    // stands for words that the server has
    form.elements.error.value = "unsupported";
    form.requestSubmit();
    return;
  }
  registerByWebAuthn({
    challenge: data.challenge,
    userid: data.userid,
    username: data.username,
    rpId: data.rpId,
    rpEntityName: data.rpEntityName,
    signatureAlgorithms: data.signatureAlgorithms ? data.signatureAlgorithms.split(",").map(Number) : [],
    attestationConveyancePreference: data.attestationConveyancePreference,
    authenticatorAttachment: data.authenticatorAttachment,
    requireResidentKey: data.requireResidentKey,
    residentKey: data.residentKey,
    userVerificationRequirement: data.userVerificationRequirement,
    createTimeout: Number(data.createTimeout),
    excludeCredentialIds: data.excludeCredentialIds,
    initLabel: name,
    initLabelPrompt: "",
  });
});
