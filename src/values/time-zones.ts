/** Time zones as the reference's runtime sees them: Unix seconds to offset, by the tz database of ICU. */
export interface TimeZone {
  /** Seconds that local time is ahead of UTC at a Unix time. */
  readonly offsetAt: (unixSeconds: number) => number;
}

const DAY_SECONDS = 86_400;
/** Offsets by day; schedules of a cluster ask for the same few weeks over and over. */
const MAX_DAYS = 4096;
/** Bound of the cache: names come from objects, so any number is possible. */
const MAX_ZONES = 1024;
/** Times beyond have no date in JavaScript. */
const MAX_UNIX_SECONDS = 8.64e12 - 366 * DAY_SECONDS;

const UTC: TimeZone = { offsetAt: () => 0 };
const zones = new Map<string, TimeZone | undefined>();

/** ICU takes some 50 µs to say it, and milliseconds for the first time; every schedule asks. */
let zoneOfProcess: TimeZone | undefined;
let variable: string | undefined;

/** The zone of the process, in which schedules without a zone of their own are read. */
export function processZone(): TimeZone {
  zoneOfProcess ??= zoneOfVariable(variable);
  return zoneOfProcess;
}

/** Sets the zone of the process by the TZ variable of its environment. */
export function useZoneOf(tz: string | undefined): void {
  variable = tz;
  zoneOfProcess = undefined;
}

/**
 * Tells whether the zone of a system is UTC, by its /etc/localtime (RFC 9636); undefined: there is none, which is UTC too. Most containers are
 * told apart so without ICU, whose first look at zones takes 25 ms of CPU.
 */
export function isUtcFile(localtime: Buffer | undefined): boolean {
  // A file with changes of the offset is longer.
  return !localtime || (localtime.length < 200 && localtime.toString('latin1').endsWith('\nUTC0\n'));
}

/**
 * The zone that TZ names as Go reads it (src/time/zoneinfo_unix.go): a name of the tz database or the path of one of its files, with or
 * without a colon before it. An empty or unknown one is UTC; undefined: the zone of the system.
 */
export function zoneOfVariable(tz: string | undefined): TimeZone {
  if (tz === undefined) return openZone(new Intl.DateTimeFormat('en').resolvedOptions().timeZone) ?? UTC;
  const name = tz.replace(/^:/, '').replace(/^\/.*\/zoneinfo\//, '');
  return (name === 'Local' ? undefined : openZone(name)) ?? UTC;
}

/**
 * The zone of a name such as Europe/Berlin; `Local` is that of the process, as in Go's time.LoadLocation. Undefined where
 * there is none. ICU takes names in any case and offsets such as `+01:00`; here a name begins with a capital as all of the
 * tz database do, which leaves out offsets and names in lower case.
 */
export function openZone(name: string): TimeZone | undefined {
  if (name === 'UTC') return UTC;
  if (name === 'Local') return processZone();
  if (zones.has(name)) return zones.get(name);
  if (zones.size >= MAX_ZONES) zones.clear();
  const zone = /^[A-Z]/.test(name) ? makeZone(name) : undefined;
  zones.set(name, zone);
  return zone;
}

function makeZone(name: string): TimeZone | undefined {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en', { timeZone: name, timeZoneName: 'longOffset' });
  } catch {
    // RangeError: there is no such zone.
    return undefined;
  }
  const atDay = new Map<number, number>();
  const offsetOnDay = (day: number): number => {
    let offset = atDay.get(day);
    if (offset === undefined) {
      if (atDay.size >= MAX_DAYS) atDay.clear();
      offset = readOffset(format, day * DAY_SECONDS);
      atDay.set(day, offset);
    }
    return offset;
  };
  return {
    offsetAt: (unixSeconds) => {
      if (Math.abs(unixSeconds) > MAX_UNIX_SECONDS) return 0;
      const day = Math.floor(unixSeconds / DAY_SECONDS);
      const offset = offsetOnDay(day);
      // No zone changes its offset twice within a day.
      return offset === offsetOnDay(day + 1) ? offset : readOffset(format, unixSeconds);
    },
  };
}

/** Reads what ICU writes behind a date: `GMT`, `GMT+05:30`, `GMT-00:44:30`. */
function readOffset(format: Intl.DateTimeFormat, unixSeconds: number): number {
  const match = /GMT(?:([+-])(\d+):(\d+)(?::(\d+))?)?$/.exec(format.format(unixSeconds * 1000));
  const [, sign, hours = '0', minutes = '0', seconds = '0'] = match ?? [];
  const size = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return sign === '-' ? -size : size;
}
