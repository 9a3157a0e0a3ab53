// Forms with passkeys. Without this script, or in a browser without passkeys, their buttons stay hidden.
//
//   <form method="post" action="/where/the/response/goes"
//         data-passkey="create" (or "get")  data-begin="/where/the/options/come/from">
//     <button hidden>…</button>
//     <p role="status" data-cancelled="…" data-exists="…" data-failed="…"></p>
//   </form>
//
// When the form is sent, its fields are posted to data-begin, which answers with the options. The browser asks for
// the passkey, and the form goes on its ordinary way with one field more: response, as JSON.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));

const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const keys = (list) => (list ?? []).map((key) => ({ ...key, id: bytes(key.id) }));

// A response as JSON: its buffers as texts, and what it tells of how it was reached.
function json(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  return JSON.stringify({
    id: credential.id, rawId: text(credential.rawId), type: credential.type, response,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

export async function create({ publicKey }) {
  return json(await navigator.credentials.create({ publicKey: {
    ...publicKey, challenge: bytes(publicKey.challenge), user: { ...publicKey.user, id: bytes(publicKey.user.id) },
    excludeCredentials: keys(publicKey.excludeCredentials),
  } }));
}

export async function get({ publicKey }) {
  return json(await navigator.credentials.get({ publicKey: {
    ...publicKey, challenge: bytes(publicKey.challenge), allowCredentials: keys(publicKey.allowCredentials),
  } }));
}

async function run(form) {
  const fields = new URLSearchParams(new FormData(form));
  const answer = await fetch(form.dataset.begin, { method: "POST", body: fields, headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(answer.status);
  const options = await answer.json();
  const field = form.elements.response ?? form.appendChild(document.createElement("input"));
  Object.assign(field, { type: "hidden", name: "response" });
  field.value = await (form.dataset.passkey === "create" ? create : get)(options);
  HTMLFormElement.prototype.submit.call(form);
}

if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const button = form.querySelector("button");
    const status = form.querySelector("[role=status]");
    button.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      button.disabled = true;
      status.textContent = "";
      const why = { NotAllowedError: "cancelled", AbortError: "cancelled", InvalidStateError: "exists" };
      await run(form).catch((err) => { status.textContent = status.dataset[why[err.name] ?? "failed"]; });
      button.disabled = false;
    });
  }
}
