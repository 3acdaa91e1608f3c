// Asks the authenticator for what a form wants, and sends it in the form's field; nothing else is fetched.
"use strict";
function made(kind, options) {
  const parsed = JSON.parse(options);
  return kind === "create"
    ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(parsed) })
    : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(parsed) });
}
for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const failed = form.querySelector("[data-failed]"), button = form.querySelector("button");
    failed.hidden = true;
    button.disabled = true;
    try {
      const credential = await made(form.dataset.passkey, form.dataset.options);
      form.elements.credential.value = JSON.stringify(credential.toJSON());
      form.submit();
    } catch {
      failed.hidden = false;
      button.disabled = false;
      button.focus();
    }
  });
}
