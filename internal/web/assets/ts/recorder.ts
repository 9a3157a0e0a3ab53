import { Recorder } from "./recorder_desk";
import { Sending } from "./recorder_left";
import { Panel } from "./recorder_panel";
import { SoundStore } from "./recorder_store";
import { sendElsewhere } from "./recorder_file";

// Sound: recording it in the room, sending what was left by a page that is gone, and bringing what was recorded elsewhere.

for (const e of document.querySelectorAll<HTMLElement>("[data-recorder]")) void begin(e);
for (const e of document.querySelectorAll<HTMLFormElement>("form[data-sound-file]")) sendElsewhere(e);

async function begin(element: HTMLElement): Promise<void> {
  const panel = new Panel(element);
  const { member, outboxKey } = document.documentElement.dataset;
  const store = member && outboxKey && globalThis.crypto?.subtle ? await SoundStore.open(member, outboxKey).catch(() => undefined) : undefined;
  if (!store) {
    if ("records" in element.dataset) panel.wrong("unsupported");
    return;
  }
  const sending = new Sending(store, panel, element.dataset["recorder"] ?? "");
  panel.part("save")?.addEventListener("click", () => void sending.save());
  if ("records" in element.dataset) await new Recorder(store, panel, sending).begin();
  await sending.takeUp();
  element.dataset["ready"] = "";
}
