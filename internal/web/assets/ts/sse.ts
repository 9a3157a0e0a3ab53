// Reads server-sent events from the body of an answer. The browser's own EventSource tells neither of comments, which are the only sign
// of life in a quiet meeting, nor of why a stream could not be opened.

/** One event. id is the last that was told; an event that is nothing but an id has an empty name and no data. */
export interface StreamEvent {
  name: string;
  data: string | undefined;
  id: string | undefined;
}

/** Reads events until the stream ends. alive is called for everything that comes, comments included. */
export async function* events(body: ReadableStream<Uint8Array>, alive: () => void): AsyncGenerator<StreamEvent> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  let rest = "";
  let event: StreamEvent = { name: "", data: undefined, id: undefined };
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return; // what has no empty line after it is half an event, and is sent again
    alive();
    rest += value;
    // A carriage return at the end may be half of a line break.
    const end = rest.endsWith("\r") ? rest.length - 1 : rest.length;
    const lines = rest.slice(0, end).split(/\r\n|\n|\r/);
    rest = lines.pop()! + rest.slice(end);
    for (const line of lines) {
      if (line !== "") {
        field(event, line);
      } else if (event.name || event.data !== undefined || event.id !== undefined) {
        yield event;
        event = { name: "", data: undefined, id: undefined };
      }
    }
  }
}

function field(event: StreamEvent, line: string): void {
  const colon = line.indexOf(":");
  const name = colon < 0 ? line : line.slice(0, colon);
  const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
  if (name === "event") event.name = value;
  else if (name === "id") event.id = value;
  else if (name === "data") event.data = event.data === undefined ? value : `${event.data}\n${value}`;
}
