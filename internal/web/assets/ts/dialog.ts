// Dialogs are opened by their buttons' own attributes. A browser that does not know them yet is helped.

/** Helps browsers that lack command and commandfor. */
export function startDialogs(): void {
  if ("commandForElement" in HTMLButtonElement.prototype) return;
  document.addEventListener("click", (e) => {
    const button = e.target instanceof Element ? e.target.closest("button[commandfor]") : null;
    const target = button && document.getElementById(button.getAttribute("commandfor") ?? "");
    if (!(target instanceof HTMLDialogElement) || (button as HTMLButtonElement).disabled) return;
    const command = button?.getAttribute("command");
    if (command === "show-modal" && !target.open) target.showModal();
    if (command === "close") target.close();
  });
}
