import { startOpening } from "./encrypt_open";
import { startSealing } from "./encrypt_send";

// Files that the service never sees the inside of: encrypted here with age before they are sent, and opened here by whoever has the
// passphrase or the key. Neither is ever sent: their fields have no names.

for (const part of document.querySelectorAll<HTMLElement>("[data-encrypt]")) startSealing(part);
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-decrypt]")) startOpening(form);
