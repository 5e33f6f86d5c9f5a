import { calendarDay } from '../../base/utc-time.ts';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;

/** A cron schedule: whether it fires in a minute. */
export type CronSchedule = (minute: number, hour: number, day: number, month: number, weekday: number) => boolean;

const MACROS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};
const MONTHS = ['', 'jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** Parses a schedule of five fields in UTC; undefined where it cannot be read. */
export function parseCron(text: string): CronSchedule | undefined {
  const fields = (MACROS[text.trim()] ?? text).trim().split(/\s+/);
  if (fields.length !== 5) return undefined;
  const [minutes, hours, days, months, weekdays] = [
    parseField(fields[0]!, 0, 59),
    parseField(fields[1]!, 0, 23),
    parseField(fields[2]!, 1, 31),
    parseField(fields[3]!, 1, 12, MONTHS),
    parseField(fields[4]!, 0, 7, WEEKDAYS),
  ];
  if (!minutes || !hours || !days || !months || !weekdays) return undefined;
  const isAny = (field: string): boolean => /^[*?]/.test(field);
  const both = isAny(fields[2]!) || isAny(fields[4]!);
  return (minute, hour, day, month, weekday) => {
    const onDay = days.has(day);
    const onWeekday = weekdays.has(weekday) || (weekday === 0 && weekdays.has(7));
    return (
      minutes.has(minute) && hours.has(hour) && months.has(month) && (both ? onDay && onWeekday : onDay || onWeekday)
    );
  };
}

function parseField(text: string, min: number, max: number, names: readonly string[] = []): Set<number> | undefined {
  const values = new Set<number>();
  const numberOf = (word: string): number =>
    names.indexOf(word.toLowerCase()) >= 0 ? names.indexOf(word.toLowerCase()) : Number(word);
  for (const part of text.split(',')) {
    const [, from = '', to, step = '1'] = /^(\*|\?|\w+)(?:-(\w+))?(?:\/(\d+))?$/.exec(part) ?? [];
    const isAny = from === '*' || from === '?';
    const first = isAny ? min : numberOf(from);
    const last = isAny || (to === undefined && part.includes('/')) ? max : numberOf(to ?? from);
    if (!(first >= min && last <= max && first <= last && Number(step) > 0) || from === '') return undefined;
    for (let value = first; value <= last; value += Number(step)) values.add(value);
  }
  return values;
}

/** The last time in (sinceMs, untilMs] at which a schedule fires, looking back a day at most; undefined: none. */
export function lastFiring(schedule: CronSchedule, sinceMs: number, untilMs: number): number | undefined {
  const first = Math.max(Math.floor(sinceMs / MINUTE_MS) + 1, Math.floor(untilMs / MINUTE_MS) - DAY_MINUTES);
  for (let minute = Math.floor(untilMs / MINUTE_MS); minute >= first; minute--) {
    const days = Math.floor(minute / DAY_MINUTES);
    const { day, month } = calendarDay(days);
    const ofDay = minute - days * DAY_MINUTES;
    if (schedule(ofDay % 60, Math.floor(ofDay / 60), day, month, (days + 4) % 7)) return minute * MINUTE_MS;
  }
  return undefined;
}
