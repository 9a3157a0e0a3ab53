// A log that is being read stays where it is when lines come in above; one that is followed at its end stays at its end.

const near = 40; // pixels from the end that still count as the end

/** Notes where the page's logs stand. The answer puts them there again. */
export function keepLogs(): () => void {
  const places = Array.from(document.querySelectorAll<HTMLElement>('[role="log"]'), note);
  return () => {
    for (const restore of places) restore();
  };
}

function note(log: HTMLElement): () => void {
  if (log.scrollHeight <= log.clientHeight) return () => toEnd(log); // it may be about to get longer than its window
  if (log.scrollHeight - log.scrollTop - log.clientHeight <= near) return () => toEnd(log);
  const line = firstVisible(log);
  if (!line) return () => {};
  const top = line.getBoundingClientRect().top;
  return () => {
    if (!line.isConnected) return;
    const moved = line.getBoundingClientRect().top - top;
    if (Math.abs(moved) >= 1) log.scrollTop += moved; // a browser that anchors by itself has moved nothing
  };
}

function toEnd(log: HTMLElement): void {
  log.scrollTop = log.scrollHeight;
}

/** The first line of which something is seen. Lines stand in order, so half can be left out each time. */
function firstVisible(log: HTMLElement): Element | undefined {
  const lines = log.querySelector("ol, ul, tbody")?.children ?? log.children;
  const top = log.getBoundingClientRect().top;
  let low = 0;
  let high = lines.length - 1;
  while (low < high) {
    const mid = (low + high) >> 1;
    if (lines[mid]!.getBoundingClientRect().bottom > top) high = mid;
    else low = mid + 1;
  }
  return lines[low];
}
