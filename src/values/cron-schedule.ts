import { type CronFields, hasBit, parseCronFields } from './cron-fields.ts';
import { parseDurationSeconds } from './go-duration.ts';
import { openZone, processZone, type TimeZone } from './time-zones.ts';
import { ZonedTime } from './zoned-time.ts';

/**
 * Schedules of CronJobs: five fields, `@daily` and its like, or `@every 1h30m`, with `TZ=` or `CRON_TZ=` before them for a
 * time zone. Grammar and dates are those of github.com/netresearch/go-cron (`ParseStandard`), which the reference uses;
 * `docs/decisions/0010-cron.md` says why no library gives them.
 */
export interface Schedule {
  /** Unix seconds of the first time after the given one; undefined where there is none in the next years. */
  readonly next: (afterUnixSeconds: number) => number | undefined;
}

/** Number of years after which a date that has not come, such as 30 February, never comes. */
const SEARCH_YEARS = 5;
/** In bytes of UTF-8. */
const MAX_LENGTH = 1024;
const MAX_ZONE_LENGTH = 64;
/** Schedules that were read before; a cluster has the same few over and over. */
const MAX_KNOWN = 4096;

const DESCRIPTORS: ReadonlyMap<string, string> = new Map([
  ['@yearly', '0 0 1 1 *'],
  ['@annually', '0 0 1 1 *'],
  ['@monthly', '0 0 1 * *'],
  ['@weekly', '0 0 * * 0'],
  ['@daily', '0 0 * * *'],
  ['@midnight', '0 0 * * *'],
  ['@hourly', '0 * * * *'],
]);
/** Schedules that wait for somebody to start them. */
const NEVER = new Set(['@triggered', '@manual', '@none']);
const EVERY = '@every ';

const known = new Map<string, Schedule | undefined>();

/** Parses a schedule; undefined if it is invalid. */
export function parseSchedule(text: string): Schedule | undefined {
  if (known.has(text)) return known.get(text);
  if (known.size >= MAX_KNOWN) known.clear();
  const schedule = readSchedule(text);
  known.set(text, schedule);
  return schedule;
}

function readSchedule(text: string): Schedule | undefined {
  if (text === '' || Buffer.byteLength(text) > MAX_LENGTH) return undefined;
  const zoned = splitZone(text);
  if (!zoned) return undefined;
  if (!zoned.fields.startsWith('@')) return schedule(zoned.zone, parseCronFields(zoned.fields));
  if (NEVER.has(zoned.fields)) return { next: () => undefined };
  if (zoned.fields.startsWith(EVERY)) return interval(zoned.fields.slice(EVERY.length));
  const fields = DESCRIPTORS.get(zoned.fields);
  return fields === undefined ? undefined : schedule(zoned.zone, parseCronFields(fields));
}

function schedule(zone: TimeZone, fields: CronFields | undefined): Schedule | undefined {
  return fields && { next: (after) => nextTime(fields, zone, after) };
}

/** A fixed time after the last one, in whole seconds, at least one. */
function interval(text: string): Schedule | undefined {
  const seconds = parseDurationSeconds(text);
  if (seconds === undefined || seconds < 1) return undefined;
  return { next: (after) => after + Math.floor(seconds) };
}

/** Takes `TZ=Name ` or `CRON_TZ=Name ` off the front. */
function splitZone(text: string): { zone: TimeZone; fields: string } | undefined {
  if (!/^(?:CRON_)?TZ=/.test(text)) return { zone: processZone(), fields: text };
  const end = text.indexOf(' ');
  if (end < 0) return undefined;
  const name = unquoted(text.slice(text.indexOf('=') + 1, end));
  if (name.length > MAX_ZONE_LENGTH || !/^[A-Za-z0-9/_\-+:]+$/.test(name)) return undefined;
  const zone = openZone(name);
  const fields = text.slice(end).trim();
  return zone && fields !== '' ? { zone, fields } : undefined;
}

function unquoted(text: string): string {
  const quote = text[0];
  const isQuoted = text.length >= 2 && (quote === '"' || quote === "'") && text.endsWith(quote);
  return isQuoted ? text.slice(1, -1) : text;
}

/**
 * Searches field by field: while the month does not match go on by months, then by days, by hours, by minutes. Whenever a
 * greater field changes on the way, the search begins again with the month. Clocks that are put forward or back follow
 * ISC cron: what falls into a skipped hour runs right after it, what comes twice runs twice.
 */
function nextTime(fields: CronFields, zone: TimeZone, after: number): number | undefined {
  // An empty field matches nothing, and looking for it minute by minute would take its time.
  if (!fields.minutes || !fields.hours || !fields.days || !fields.months || !fields.weekdays) return undefined;
  const search = new Search(fields, new ZonedTime(zone, after + 1));
  const lastYear = search.time.year + SEARCH_YEARS;
  while (search.time.year <= lastYear) if (search.run()) return search.time.unixSeconds;
  return undefined;
}

class Search {
  time: ZonedTime;
  private readonly fields: CronFields;
  /** Whether the time was moved, and so stands at the start of an hour at least. */
  private moved = false;

  constructor(fields: CronFields, start: ZonedTime) {
    this.fields = fields;
    this.time = start;
  }

  /** Goes on until all fields match, or a greater field changed on the way: false then. */
  run(): boolean {
    return this.findMonth() && this.findDay() && this.findHour() && this.findMinute() && this.findSecond();
  }

  private findMonth(): boolean {
    while (!hasBit(this.fields.months, this.time.month)) {
      const { zone, year, month } = this.time;
      this.move(() => ZonedTime.startOfDay(zone, year, month, 1));
      this.time = this.time.plusDate(1, 0);
      if (this.time.month === 1) return false;
    }
    return true;
  }

  private findDay(): boolean {
    while (!this.dayMatches()) {
      const { zone, year, month, day } = this.time;
      this.move(() => ZonedTime.startOfDay(zone, year, month, day));
      this.time = atMidnight(this.time.plusDate(0, 1));
      if (this.time.day === 1) return false;
    }
    return true;
  }

  /** Both have to match, day of the month and of the week. */
  private dayMatches(): boolean {
    return hasBit(this.fields.days, this.time.day) && hasBit(this.fields.weekdays, this.time.weekday);
  }

  private findHour(): boolean {
    while (!hasBit(this.fields.hours, this.time.hour)) {
      this.move(() => this.time.startOfHour());
      const before = this.time.hour;
      this.time = this.time.plusSeconds(3600);
      const { hour } = this.time;
      // The clock was put forward over an hour that matches.
      if (hour - before === 2 && hasBit(this.fields.hours, hour - 1)) return true;
      if (hour === 0) return false;
    }
    return true;
  }

  private findMinute(): boolean {
    while (!hasBit(this.fields.minutes, this.time.minute)) {
      this.move(() => this.time.plusSeconds(-(((this.time.unixSeconds % 60) + 60) % 60)));
      this.time = this.time.plusSeconds(60);
      if (this.time.minute === 0) return false;
    }
    return true;
  }

  /** Schedules have no seconds: they begin with the minute. */
  private findSecond(): boolean {
    while (this.time.second !== 0) {
      this.moved = true;
      this.time = this.time.plusSeconds(1);
      if (this.time.second === 0) return false;
    }
    return true;
  }

  /** The first move of a search goes back to the beginning of the current unit. */
  private move(start: () => ZonedTime): void {
    if (this.moved) return;
    this.moved = true;
    this.time = start();
  }
}

/** Where the clock is put forward or back at midnight, a day on may be one hour off: to the midnight that is nearest. */
function atMidnight(time: ZonedTime): ZonedTime {
  const { hour } = time;
  if (hour === 0) return time;
  return time.plusSeconds((hour > 12 ? 24 - hour : -hour) * 3600);
}
