import { retryAfter } from "./backoff";

// The part of tus 1.0.0 that sound is sent by: a file whose length nobody knows yet, sent as it is made, and taken up where it was left
// after any interruption.

/** At most so much in one request: one that is cut off costs no more than that. */
export const most = 8 << 20;

/** What the service has answered. off: nothing did, or not this service; others are the service's own words. */
export type Reply =
  | { why: "ok"; offset: number; location: string; digest: string; length: number }
  | { why: "off" | "signed-out" | "gone" | "conflict" | "full"; wait: number; text: string }
  | { why: "refused"; wait: number; text: string };

const version = { "Tus-Resumable": "1.0.0" };

/** Asks the service to take in a file. Without a length it is said later, with the last of it. */
export function create(about: Record<string, string>, length?: number): Promise<Reply> {
  const metadata = Object.entries(about).map(([name, value]) => `${name} ${base64(new TextEncoder().encode(value))}`);
  const size: Record<string, string> = length === undefined ? { "Upload-Defer-Length": "1" } : { "Upload-Length": String(length) };
  return ask("/uploads", "POST", { ...size, "Upload-Metadata": metadata.join(",") });
}

/** Asks how much the service has. */
export function head(upload: string): Promise<Reply> {
  return ask(upload, "HEAD", {});
}

/** Sends bytes that begin at an offset. With a whole length, they are the last. */
export async function patch(upload: string, offset: number, bytes: Uint8Array<ArrayBuffer>, whole?: number): Promise<Reply> {
  const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const headers: Record<string, string> = {
    "Content-Type": "application/offset+octet-stream",
    "Upload-Offset": String(offset),
    "Upload-Checksum": `sha256 ${base64(sum)}`,
  };
  if (whole !== undefined) headers["Upload-Length"] = String(whole);
  return ask(upload, "PATCH", headers, bytes);
}

async function ask(place: string, method: string, headers: Record<string, string>, body?: Uint8Array<ArrayBuffer>): Promise<Reply> {
  let answer: Response;
  try {
    answer = await fetch(place, {
      method,
      headers: { ...version, ...headers, "Accept-Language": document.documentElement.lang },
      redirect: "error",
      signal: AbortSignal.timeout(120_000),
      ...(body ? { body } : {}),
    });
  } catch {
    return { why: "off", wait: 0, text: "" };
  }
  const said = (name: string) => answer.headers.get(name) ?? "";
  const wait = retryAfter(answer);
  if (answer.ok && said("Tus-Resumable")) {
    return { why: "ok", offset: Number(said("Upload-Offset") || 0), location: path(said("Location")), digest: said("Samverkan-Digest"), length: Number(said("Upload-Length") || -1) };
  }
  const text = await reason(answer);
  switch (answer.status) {
    case 401:
      return { why: "signed-out", wait, text };
    case 404:
    case 410:
      return { why: said("Tus-Resumable") ? "gone" : "off", wait, text };
    case 409:
    case 423:
    case 460:
      return { why: "conflict", wait, text };
    case 507:
      return { why: "full", wait, text };
  }
  // A proxy's page about the network is no refusal: only the service speaks tus.
  if (answer.status >= 500 || answer.status === 429 || !said("Tus-Resumable")) return { why: "off", wait, text: "" };
  return { why: "refused", wait, text };
}

/** What the service says about a refusal, in the reader's language. */
async function reason(answer: Response): Promise<string> {
  const text = await answer.text().catch(() => "");
  try {
    const said = JSON.parse(text) as { title?: string; detail?: string; text?: string };
    return said.text ?? said.detail ?? said.title ?? "";
  } catch {
    return text.startsWith("<") ? "" : text.trim().slice(0, 300);
  }
}

/** Where an upload is, on this service and nowhere else. */
function path(location: string): string {
  if (!location) return "";
  const url = new URL(location, document.baseURI);
  return url.origin === globalThis.location.origin ? url.pathname : "";
}

export function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}
