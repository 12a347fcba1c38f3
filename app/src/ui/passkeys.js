// Forms that a passkey fills in: the server asks, the device answers, and the answer goes off as a plain form.
// Without this script, or where the browser has no passkeys, they stay hidden; signing in by mail needs neither.
const ask = async (form) => {
  const answer = await fetch("/told/passkey", {
    method: "POST",
    body: new URLSearchParams({ for: form.dataset.passkey }),
  });
  if (answer.status === 429) throw new Error("Too many tries. Wait ten minutes, or use the mail.");
  if (!answer.ok) throw new Error("That did not work. Load this page again, and try once more.");
  const { token, options } = await answer.json();
  const credential =
    form.dataset.passkey === "add"
      ? await navigator.credentials.create({
          publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options.publicKey),
        })
      : await navigator.credentials.get({
          publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options.publicKey),
        });
  form.elements.token.value = token;
  form.elements.answer.value = JSON.stringify(credential.toJSON());
  form.submit();
};

const reason = (error) => {
  if (error.name === "InvalidStateError") return "This device holds a passkey of yours already.";
  if (error instanceof DOMException) return "The device gave no passkey. Try again, or use the mail.";
  return error.message;
};

if (window.PublicKeyCredential?.parseRequestOptionsFromJSON) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const said = form.querySelector("[role=status]");
    if (form.dataset.origin !== location.origin) {
      form.querySelector("button").hidden = true;
      said.textContent = `Passkeys work at ${form.dataset.origin}.`;
    }
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      said.textContent = "Look at your device.";
      ask(form).catch((error) => {
        said.textContent = reason(error);
      });
    });
    form.closest("[data-able]").hidden = false;
  }
}
