// Pages with MFA code 1 and MFA code 2, and with the secret of a device: what is pleasant, and not needed.

const first = document.getElementById("code1");
const second = document.getElementById("code2");

// Enter after the first code goes on to the second, as long as that is empty
first.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && second.value === "") {
    event.preventDefault();
    second.focus();
  }
});

// what is open of the secret goes along, and is open on the page that answers
const shown = document.getElementById("mfa-shown");
const disclosures = ["qr", "key"].map((name) => [name, document.getElementById(`mfa-shown-${name}`)]);
if (shown) {
  const keep = () => {
    shown.value = disclosures.filter(([, element]) => element?.open).map(([name]) => name).join(" ");
  };
  disclosures.forEach(([, element]) => element?.addEventListener("toggle", keep));
  keep();
}

// a clipboard is there on pages that came by TLS, and on this very machine
const copy = document.getElementById("kc-mfa-copy");
if (copy && navigator.clipboard) {
  const key = document.getElementById("kc-mfa-secret-key").textContent.replaceAll(/\s/gu, "");
  const copied = document.getElementById("kc-mfa-copied");
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(key);
    copied.textContent = copy.dataset.copied;
  });
}

// how much is left of the code that the device shows, by this machine's clock
const ring = document.getElementById("kc-mfa-ring");
if (ring) {
  const period = Number(ring.dataset.period);
  const draw = () => ring.style.setProperty("--left", String(1 - ((Date.now() / 1000) % period) / period));
  draw();
  setInterval(draw, 1000);
  ring.hidden = false;
}
