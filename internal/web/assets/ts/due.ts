import { days, moment, wall, weekday, type Wall } from "./zone";

// The time by which something is to be done, as a secretary writes it: !06:00, !fre 12, !7/1 06:00, !imorgon 8, !+30.

/** A time found in a text: from where to where it stood, and when it is. */
export interface Due {
  at: number;
  from: number;
  to: number;
}

const names: Record<string, number> = {
  mån: 1, man: 1, måndag: 1, mon: 1, monday: 1,
  tis: 2, tisdag: 2, tue: 2, tuesday: 2,
  ons: 3, onsdag: 3, wed: 3, wednesday: 3,
  tor: 4, tors: 4, torsdag: 4, thu: 4, thursday: 4,
  fre: 5, fredag: 5, fri: 5, friday: 5,
  lör: 6, lor: 6, lördag: 6, sat: 6, saturday: 6,
  sön: 7, son: 7, söndag: 7, sun: 7, sunday: 7,
};

const relative: Record<string, number> = { idag: 0, today: 0, imorgon: 1, imorron: 1, tomorrow: 1, övermorgon: 2 };

const time = String.raw`(?:kl\.?\s?)?(\d{1,2})(?:[:.]?(\d{2}))?(?![\d/\-:.]*\d)`;
const day = String.raw`(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})/(\d{1,2})|(\p{L}{3,})`;
const pattern = new RegExp(String.raw`(^|\s)!(?:\+(\d{1,3})\s?(min|m|tim|h)?(?!\p{L})|(?:${day})(?:\s+${time})?|${time})`, "gu");

/** Finds the first time in a text. A day without a time is its last minute; a time without a day is the next time that it is so late. */
export function findDue(text: string, now: number): Due | undefined {
  for (const m of text.matchAll(pattern)) {
    const from = m.index + m[1]!.length;
    const at = meant(m, now);
    if (at !== undefined) return { at, from, to: m.index + m[0].length };
  }
  return undefined;
}

function meant(m: RegExpMatchArray, now: number): number | undefined {
  const [, , amount, unit, year, month, dayOfMonth, shortDay, shortMonth, name, dayHour, dayMinute, hour, minute] = m;
  if (amount !== undefined) {
    const minutes = Number(amount) * (unit === "h" || unit === "tim" ? 60 : 1);
    return Math.ceil((now + minutes * 60_000) / 60_000) * 60_000;
  }
  const today = wall(now);
  if (hour !== undefined) {
    const t = { ...today, hour: Number(hour), minute: Number(minute ?? 0) };
    const at = moment(t);
    return at === undefined || at > now ? at : moment(days(t, 1));
  }
  const clock = dayHour === undefined ? { hour: 23, minute: 59 } : { hour: Number(dayHour), minute: Number(dayMinute ?? 0) };
  if (year) return moment({ ...clock, year: Number(year), month: Number(month), day: Number(dayOfMonth) });
  if (shortDay) return nextDate(Number(shortDay), Number(shortMonth), { ...today, ...clock }, now);
  return nextNamed(name!.toLowerCase(), { ...today, ...clock }, now);
}

/** 7/1 is this year's, or next year's when this year's was more than a month ago: a date just gone is a slip that should be seen. */
function nextDate(day: number, month: number, t: Wall, now: number): number | undefined {
  const at = moment({ ...t, day, month });
  if (at === undefined || at > now - 31 * 86_400_000) return at;
  return moment({ ...t, day, month, year: t.year + 1 });
}

function nextNamed(name: string, t: Wall, now: number): number | undefined {
  const ahead = relative[name];
  if (ahead !== undefined) return moment(days(t, ahead));
  const wanted = names[name];
  if (wanted === undefined) return undefined;
  const on = days(t, (wanted - weekday(t) + 7) % 7);
  const at = moment(on);
  return at === undefined || at > now ? at : moment(days(on, 7));
}
