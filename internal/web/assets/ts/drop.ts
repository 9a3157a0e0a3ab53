// Files that are dropped on the page of an area, pasted in it or chosen in its form. Each is sent by itself and becomes an item: one that
// fails says why, and the others go on. Without this the form sends them all at once.

import { uuidv7 } from "./uuid";

const form = document.querySelector<HTMLFormElement>("form[data-drop]");
const list = form?.querySelector<HTMLElement>("[data-drop-list]");
const chosen = form?.querySelector<HTMLInputElement>("input[type=file]");
if (form && list && chosen) {
  const bring = start(form, list);
  form.addEventListener("submit", (e) => {
    if (!chosen.files?.length) return;
    e.preventDefault();
    bring([...chosen.files]);
    chosen.value = "";
  });
  document.addEventListener("dragover", (e) => {
    if (e.dataTransfer?.types.includes("Files")) e.preventDefault();
  });
  document.addEventListener("drop", (e) => {
    if (!e.dataTransfer?.files.length) return;
    e.preventDefault();
    bring([...e.dataTransfer.files]);
  });
  document.addEventListener("paste", (e) => {
    if (!e.clipboardData?.files.length) return;
    e.preventDefault();
    bring([...e.clipboardData.files]);
  });
}

/** Gives what takes files in, one after the other also when more come while some are on their way. */
function start(form: HTMLFormElement, list: HTMLElement): (files: File[]) => void {
  let last: Promise<void> = Promise.resolve();
  return (files) => {
    form.closest("details")?.setAttribute("open", "");
    for (const file of files) {
      const row = list.appendChild(document.createElement("li"));
      row.append(file.name + " ");
      const state = row.appendChild(document.createElement("span"));
      state.className = "meta";
      state.textContent = list.dataset.waits ?? "";
      last = last.then(() => send(form, list, file, state));
    }
  };
}

function send(form: HTMLFormElement, list: HTMLElement, file: File, state: HTMLElement): Promise<void> {
  const body = new FormData(form);
  body.delete("_back");
  body.delete("file");
  body.set("_id", uuidv7());
  body.set("file", file);
  return new Promise((done) => {
    const way = new XMLHttpRequest();
    const end = (ok: boolean, text: string): void => {
      state.className = ok ? "state is-ok" : "state is-bad";
      state.textContent = text;
      done();
    };
    way.open("POST", form.action);
    way.setRequestHeader("Accept", "text/plain");
    way.upload.addEventListener("progress", (e) => {
      if (e.lengthComputable) state.textContent = `${String(Math.floor((100 * e.loaded) / e.total))} %`;
    });
    way.addEventListener("load", () => {
      const said = way.getResponseHeader("Content-Type")?.startsWith("text/plain") ? way.responseText : "";
      if (way.status === 204) end(true, list.dataset.done ?? "");
      else end(false, said || (list.dataset.failed ?? ""));
    });
    way.addEventListener("error", () => end(false, list.dataset.failed ?? ""));
    way.send(body);
  });
}
