import type { Composer } from "./composer";

// Forms of the desk that go the way of the notes: kept on this computer first, and sent in their turn. So the roll-call, stances and
// the turn of the agenda are as safe without a network as what is written.
//
//   <form data-queue="rollcall.mark" data-queue-kind="roll" data-queue-text="what it is, in words">
//
// The fields are the command's; those named in `lists` are lists in it. Names that begin with an underscore are the form's own.

const lists = new Set(["actors"]);
const truths = new Set(["restAbsent"]);
const seats: Record<string, string> = { present: "rc-in", late: "rc-late", absent: "rc-out" };
const undo: { id: string; was: string }[] = [];

/** Takes the forms, once the composer can keep what they say. */
export function startQueued(composer: Composer): void {
  document.addEventListener(
    "submit",
    (e) => {
      const form = e.target;
      if (!(form instanceof HTMLFormElement) || !form.dataset["queue"] || !composer.ready) return;
      e.preventDefault(); // it goes on to the others, which leave alone what is taken
      const command = commandOf(form, e.submitter);
      const choice = form.querySelector("select")?.selectedOptions[0]?.text;
      const said = e.submitter instanceof HTMLButtonElement && form.dataset["queue"] !== "rollcall.mark" ? e.submitter.textContent?.trim() : "";
      const text = [form.dataset["queueText"], choice, choice ? said : ""].filter(Boolean).join(", ");
      void composer.keep(form.dataset["queue"], form.dataset["queueKind"] ?? "", text, command).then((kept) => {
        if (!kept) return;
        mark(form, e.submitter, String(command["status"] ?? ""));
        if (form.hasAttribute("data-clear")) form.reset();
        if (!form.hasAttribute("data-keep-open")) form.closest("dialog")?.close();
      });
    },
    true,
  );
  new MutationObserver((changes) => {
    for (const { target } of changes) {
      if (target instanceof HTMLDialogElement && target.open) target.querySelector<HTMLElement>("[data-rollcall] .rc-none")?.focus();
    }
  }).observe(document.getElementById("d-roll") ?? document.createElement("p"), { attributeFilter: ["open"] });
}

function commandOf(form: HTMLFormElement, button: HTMLElement | null): Record<string, unknown> {
  const command: Record<string, unknown> = {};
  for (const [name, value] of new FormData(form, button)) {
    if (name.startsWith("_") || typeof value !== "string" || value.trim() === "") continue;
    if (lists.has(name)) command[name] = [...((command[name] as string[] | undefined) ?? []), value];
    else command[name] = truths.has(name) ? true : value.trim();
  }
  return command;
}

/** A seat looks as it has been marked at once; when the service has it, the page is told what it then is. */
function mark(form: HTMLFormElement, button: HTMLElement | null, status: string): void {
  if (form.dataset["queue"] === "rollcall.undo") {
    const last = undo.pop();
    const seat = document.getElementById(last?.id ?? "");
    if (seat && last) seat.className = last.was;
    seat?.focus();
  }
  const next = seats[status];
  if (form.dataset["queue"] !== "rollcall.mark" || !button || !next) return;
  undo.push({ id: button.id, was: button.className });
  button.className = next;
}
