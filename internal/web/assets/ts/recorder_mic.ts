// The microphone: which one, whether there is one, and how loud it is.

const chosen = "samverkan-mic"; // which one was chosen on this computer

/** What stands in the way of a microphone, by the names of the panel's words. */
export type Hindrance = "denied" | "none" | "busy";

/** Opens the chosen microphone, or another when that one is not there. It fails with a Hindrance. */
export async function open(): Promise<MediaStream> {
  const id = localStorage.getItem(chosen);
  // A meeting on a loudspeaker has several voices, near and far: evening them out helps who listens afterwards.
  const sound = { echoCancellation: false, noiseSuppression: false, autoGainControl: true, channelCount: 1 };
  try {
    try {
      return await navigator.mediaDevices.getUserMedia({ audio: id ? { ...sound, deviceId: { exact: id } } : sound });
    } catch (e) {
      if (!id || !(e instanceof DOMException) || (e.name !== "OverconstrainedError" && e.name !== "NotFoundError")) throw e;
      return await navigator.mediaDevices.getUserMedia({ audio: sound });
    }
  } catch (e) {
    throw hindrance(e);
  }
}

function hindrance(e: unknown): Hindrance {
  switch (e instanceof DOMException ? e.name : "") {
    case "NotAllowedError":
    case "SecurityError":
      return "denied";
    case "NotFoundError":
    case "OverconstrainedError":
      return "none";
  }
  return "busy";
}

/** Whether the browser opens the microphone without asking. */
export async function allowed(): Promise<boolean> {
  try {
    return (await navigator.permissions.query({ name: "microphone" as PermissionName })).state === "granted";
  } catch {
    return false; // a browser that cannot say it asks
  }
}

/** Lists the microphones that can be chosen. Their names are known once one has been opened. */
export async function list(field: HTMLSelectElement, stream: MediaStream | undefined): Promise<number> {
  const all = (await navigator.mediaDevices.enumerateDevices()).filter((d) => d.kind === "audioinput" && d.label !== "");
  const now = stream?.getAudioTracks()[0]?.getSettings().deviceId ?? localStorage.getItem(chosen) ?? "";
  field.replaceChildren(
    ...all.map((d) => {
      const o = document.createElement("option");
      o.value = d.deviceId;
      o.textContent = d.label;
      o.selected = d.deviceId === now;
      return o;
    }),
  );
  return all.length;
}

export function choose(id: string): void {
  localStorage.setItem(chosen, id);
}

/** Tells how loud it is, five times a second, from 0 to 100; −60 dB and less is nothing. The answer ends it. */
export function level(stream: MediaStream, tell: (n: number) => void): () => void {
  // Nothing is to be heard of it, and a computer without loudspeakers has a microphone too.
  const context = new AudioContext({ sinkId: { type: "none" } } as AudioContextOptions);
  const ear = context.createAnalyser();
  ear.fftSize = 2048;
  context.createMediaStreamSource(stream).connect(ear);
  const samples = new Float32Array(ear.fftSize);
  let held = 0; // speech has gaps: the highest of late sinks slowly
  const timer = setInterval(() => {
    if (context.state !== "running") return void context.resume().catch(() => undefined);
    ear.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, x) => sum + x * x, 0) / samples.length;
    const now = power > 0 ? Math.min(100, Math.max(0, ((10 * Math.log10(power) + 60) * 100) / 55)) : 0;
    held = Math.max(now, held - 4);
    tell(Math.round(held));
  }, 200);
  return () => {
    clearInterval(timer);
    void context.close();
  };
}
