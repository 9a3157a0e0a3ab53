// The one place where text becomes markup or the address of a script. The policy answers for two things only: fragments that the
// service itself has rendered, and its own service worker.

interface Policy {
  createHTML(text: string): string;
  createScriptURL(url: string): string;
}

interface Factory {
  createPolicy(name: string, rules: Policy): Policy;
}

const worker = "/sw.js";

const rules: Policy = {
  createHTML: (text) => text,
  createScriptURL: (url) => {
    if (url !== worker) throw new TypeError("not a script of this service");
    return url;
  },
};

// The types of the library do not know Trusted Types; to them a policy's answers are strings.
const factory = (globalThis as { trustedTypes?: Factory }).trustedTypes;
const policy: Policy = factory ? factory.createPolicy("app", rules) : rules;

/**
 * Reads markup that came in an answer from this service. Scripts are left out: nothing that the service sends as a fragment has any, and one
 * that was smuggled in must not ride on the trust that this script has.
 */
export function fragment(html: string): DocumentFragment {
  const holder = document.createElement("template");
  holder.innerHTML = policy.createHTML(html);
  withoutScripts(holder.content);
  return holder.content;
}

function withoutScripts(part: DocumentFragment): void {
  for (const s of part.querySelectorAll("script")) s.remove();
  for (const t of part.querySelectorAll("template")) withoutScripts(t.content);
}

/** Reads a whole page of this service. Nothing in it is run. */
export function documentOf(html: string): Document {
  return new DOMParser().parseFromString(policy.createHTML(html), "text/html");
}

/** The address of the service worker. */
export function workerURL(): string {
  return policy.createScriptURL(worker);
}
