// Times of day are those of the meeting's country, wherever the computer thinks that it is.

const zone = "Europe/Stockholm";

const parts = new Intl.DateTimeFormat("en-GB", {
  timeZone: zone,
  hourCycle: "h23",
  year: "numeric",
  month: "numeric",
  day: "numeric",
  hour: "numeric",
  minute: "numeric",
  second: "numeric",
});

/** A day and a time as a clock on the wall shows them. */
export interface Wall {
  year: number;
  month: number; // 1–12
  day: number;
  hour: number;
  minute: number;
}

/** What a clock on the wall shows at a moment. */
export function wall(ms: number): Wall {
  const f: Record<string, number> = {};
  for (const { type, value } of parts.formatToParts(ms)) f[type] = Number(value);
  return { year: f["year"]!, month: f["month"]!, day: f["day"]!, hour: f["hour"]!, minute: f["minute"]! };
}

/** The moment at which a clock on the wall shows something; undefined when no clock ever does (31 February). The night when summer time begins, what
 * is skipped is an hour later; when it ends, what comes twice is the first time. */
export function moment(w: Wall): number | undefined {
  const utc = Date.UTC(w.year, w.month - 1, w.day, w.hour, w.minute);
  const date = new Date(utc);
  if (date.getUTCMonth() !== w.month - 1 || date.getUTCDate() !== w.day || w.hour > 23 || w.minute > 59) return undefined;
  const offset = (ms: number) => {
    const x = wall(ms);
    return Date.UTC(x.year, x.month - 1, x.day, x.hour, x.minute) - Math.floor(ms / 60_000) * 60_000;
  };
  const early = utc - offset(utc - 86_400_000); // the offset of the day before, and of the day after
  const late = utc - offset(utc + 86_400_000);
  if (early === late) return early;
  const fits = [Math.min(early, late), Math.max(early, late)].filter((ms) => ms + offset(ms) === utc);
  return fits[0] ?? early;
}

/** The same time another day. */
export function days(w: Wall, n: number): Wall {
  const d = new Date(Date.UTC(w.year, w.month - 1, w.day + n));
  return { ...w, year: d.getUTCFullYear(), month: d.getUTCMonth() + 1, day: d.getUTCDate() };
}

/** 1 Monday to 7 Sunday. */
export function weekday(w: Wall): number {
  return new Date(Date.UTC(w.year, w.month - 1, w.day)).getUTCDay() || 7;
}
