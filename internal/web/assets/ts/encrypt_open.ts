import { Decrypter, generateX25519Identity, identityToRecipient } from "age-encryption";

// Opening an encrypted file on its reader's side, and making a key that others can encrypt to.

/** The page's form: a file of the service's, or one from the computer, with a passphrase or a key. */
export function startOpening(form: HTMLFormElement): void {
  form.hidden = false;
  form.addEventListener("submit", (e) => {
    e.preventDefault();
    if (form.getAttribute("aria-busy") !== "true") void open(form);
  });
  document.querySelector("[data-key-make]")?.addEventListener("click", () => void makeKey());
}

async function open(form: HTMLFormElement): Promise<void> {
  const value = (name: string) => form.querySelector<HTMLInputElement | HTMLTextAreaElement>(`[data-decrypt-${name}]`)?.value.trim() ?? "";
  const [phrase, key] = [value("phrase"), value("key")];
  if (!phrase && !key) return say(form, "nothing");
  form.setAttribute("aria-busy", "true");
  say(form, "", "working");
  await new Promise((r) => setTimeout(r, 50));
  try {
    const closed = await bytes(form);
    if (!closed) return say(form, "missing");
    const age = new Decrypter();
    if (phrase) age.addPassphrase(phrase);
    for (const line of key.split(/\s+/)) if (/^AGE-SECRET-KEY-/i.test(line)) age.addIdentity(line);
    offer(form, await age.decrypt(closed.data), closed.name);
    say(form, "", "done");
  } catch {
    say(form, "wrong");
  } finally {
    form.removeAttribute("aria-busy");
  }
}

/** The encrypted file, from the service or from the computer. */
async function bytes(form: HTMLFormElement): Promise<{ data: Uint8Array; name: string } | undefined> {
  const file = form.querySelector<HTMLInputElement>("input[type=file]")?.files?.[0];
  if (file) return { data: new Uint8Array(await file.arrayBuffer()), name: file.name };
  const place = form.dataset["decrypt"];
  if (!place) return undefined;
  const answer = await fetch(place).catch(() => undefined);
  if (!answer?.ok) return undefined;
  return { data: new Uint8Array(await answer.arrayBuffer()), name: form.dataset["name"] ?? "" };
}

/** Puts a link to what came out. It is saved, never shown here: what is in it nobody but its reader has seen. */
function offer(form: HTMLFormElement, plain: Uint8Array, name: string): void {
  const link = document.querySelector<HTMLAnchorElement>("[data-decrypted]");
  if (!link) return;
  if (link.href.startsWith("blob:")) URL.revokeObjectURL(link.href);
  link.href = URL.createObjectURL(new Blob([plain as Uint8Array<ArrayBuffer>], { type: "application/octet-stream" }));
  link.download = name.replace(/\.age$/i, "") || "fil";
  const place = link.querySelector("[data-name]");
  if (place) place.textContent = link.download;
  link.hidden = false;
  link.focus();
  for (const e of form.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("[data-decrypt-phrase], [data-decrypt-key]")) e.value = "";
}

async function makeKey(): Promise<void> {
  const secret = await generateX25519Identity();
  const put = (name: string, text: string) => {
    const e = document.querySelector<HTMLInputElement>(`[data-key-${name}]`);
    if (e) e.value = text;
  };
  put("secret", secret);
  put("public", await identityToRecipient(secret));
  const made = document.querySelector<HTMLElement>("[data-key-made]");
  if (made) made.hidden = false;
  const link = document.querySelector<HTMLAnchorElement>("[data-key-save]");
  if (link) link.href = URL.createObjectURL(new Blob([`${secret}\n`], { type: "text/plain" }));
  document.querySelector<HTMLInputElement>("[data-key-public]")?.focus();
}

function say(form: HTMLFormElement, wrong: string, state = ""): void {
  const word = (name: string) => form.querySelector(`[data-word="${name}"]`)?.textContent ?? name;
  const alert = form.querySelector<HTMLElement>("[data-form-error]");
  if (alert) {
    alert.hidden = wrong === "";
    alert.textContent = wrong && word(wrong);
  }
  const status = form.querySelector<HTMLElement>("[data-decrypt-state]");
  if (status) status.textContent = state && word(state);
}
