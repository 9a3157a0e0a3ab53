import { Encrypter } from "age-encryption";

// Encrypting a file before its form is sent. The form then goes its usual way, with the encrypted file in the place of the plain one.

const shortest = 15; // characters of a passphrase of one's own; NIST SP 800-63B-4 asks for so many where nothing else stands in the way

/** The part of a form where encryption is chosen. It is shown only where a script can do it. */
export function startSealing(part: HTMLElement): void {
  const form = part.closest("form");
  const field = form?.querySelector<HTMLInputElement>("input[type=file]");
  const on = part.querySelector<HTMLInputElement>("[data-encrypt-on]");
  if (!form || !field || !on || !globalThis.crypto?.subtle) return;
  part.hidden = false;
  const settings = part.querySelector<HTMLElement>("[data-encrypt-settings]");
  on.addEventListener("change", () => {
    if (settings) settings.hidden = !on.checked;
  });
  part.querySelector("[data-encrypt-suggest]")?.addEventListener("click", () => {
    const phrase = part.querySelector<HTMLInputElement>("[data-encrypt-phrase]");
    if (!phrase) return;
    phrase.value = suggested();
    phrase.focus();
    phrase.select();
  });
  // Before the page's own script sees the form.
  addEventListener(
    "submit",
    (e) => {
      const file = field.files?.[0];
      if (e.target !== form || !on.checked || !file || sealed.has(file)) return;
      e.preventDefault();
      e.stopImmediatePropagation();
      void seal(part, form, field, file, e.submitter);
    },
    true,
  );
}

const sealed = new WeakSet<File>(); // files that have been encrypted here

async function seal(part: HTMLElement, form: HTMLFormElement, field: HTMLInputElement, file: File, button: HTMLElement | null): Promise<void> {
  if (form.getAttribute("aria-busy") === "true") return;
  const phrase = part.querySelector<HTMLInputElement>("[data-encrypt-phrase]")?.value ?? "";
  const keys = (part.querySelector<HTMLTextAreaElement>("[data-encrypt-keys]")?.value ?? "").split(/\s+/).filter(Boolean);
  const wrong = refusal(phrase, keys);
  say(part, wrong);
  if (wrong) return;
  form.setAttribute("aria-busy", "true");
  say(part, "", "working");
  await new Promise((r) => setTimeout(r, 50)); // so that it is seen: making a key of a passphrase takes all there is of the machine for a moment
  try {
    const age = new Encrypter();
    if (keys.length > 0) for (const k of keys) age.addRecipient(k);
    else age.setPassphrase(phrase);
    const closed = await new Response(await age.encrypt(file.stream() as ReadableStream<Uint8Array>)).blob();
    const secret = new File([closed], `${file.name}.age`, { type: "application/octet-stream" });
    sealed.add(secret);
    const carrier = new DataTransfer();
    carrier.items.add(secret);
    field.files = carrier.files;
  } catch {
    form.removeAttribute("aria-busy");
    say(part, keys.length > 0 ? "bad-key" : "failed");
    return;
  }
  form.removeAttribute("aria-busy");
  say(part, "", "done");
  form.requestSubmit(button);
}

function refusal(phrase: string, keys: string[]): string {
  if (keys.length === 0 && phrase === "") return "nothing";
  if (keys.length > 0 && phrase !== "") return "both"; // age takes one or the other
  if (keys.length === 0 && [...phrase].length < shortest) return "short";
  return "";
}

function say(part: HTMLElement, wrong: string, state = ""): void {
  const word = (name: string) => part.querySelector(`[data-word="${name}"]`)?.textContent ?? name;
  const alert = part.querySelector<HTMLElement>("[data-encrypt-wrong]");
  if (alert) {
    alert.hidden = wrong === "";
    alert.textContent = wrong && word(wrong);
  }
  const status = part.querySelector<HTMLElement>("[data-encrypt-state]");
  if (status) status.textContent = state && word(state);
}

/** A passphrase of 120 bits, without letters that are easily taken for each other, in groups that can be read aloud. */
function suggested(): string {
  const letters = "abcdefghjkmnpqrstuvwxyz123456789";
  const picked = Array.from(crypto.getRandomValues(new Uint8Array(24)), (b) => letters[b % letters.length]!).join("");
  return picked.match(/.{4}/g)!.join("-");
}
