// Ids are made where the wish is made, so that it can be sent again and have one effect.

let last = 0;
let sequence = 0;

/** Gives a UUIDv7. Two made in the same page are in order, also within a millisecond (RFC 9562, 6.2, method 1). */
export function uuidv7(now: number = Date.now()): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  // A clock that is set back must not put what comes after before what came first.
  if (now <= last) {
    now = last;
    sequence++;
    if (sequence > 0xfff) {
      now = ++last;
      sequence = 0;
    }
  } else {
    last = now;
    sequence = bytes[6]!; // leaves room for more than three thousand in the same millisecond
  }
  const view = new DataView(bytes.buffer);
  view.setUint16(0, Math.floor(now / 2 ** 32));
  view.setUint32(2, now % 2 ** 32);
  view.setUint16(6, 0x7000 | sequence);
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
