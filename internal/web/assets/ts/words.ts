// The words that scripts say. They come with the page, in its language; there are none in the source.

let table: Record<string, string> | undefined;

function words(): Record<string, string> {
  if (!table) {
    const text = document.getElementById("words")?.textContent;
    table = text ? (JSON.parse(text) as Record<string, string>) : {};
  }
  return table;
}

/** Gives the text under key with {name} replaced; the key itself when the page has no such word, so that it is seen. */
export function word(key: string, values: Record<string, string | number> = {}): string {
  const text = words()[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (all, name: string) => String(values[name] ?? all));
}

/** Gives the text for a number of something: key.one or key.other. */
export function count(key: string, n: number, values: Record<string, string | number> = {}): string {
  return word(`${key}.${n === 1 ? "one" : "other"}`, { n, ...values });
}
