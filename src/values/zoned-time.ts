import type { TimeZone } from './time-zones.ts';

/**
 * A whole second on the clock of a time zone. Arithmetic on its calendar is that of Go's time package: fields beyond their
 * range are carried over, and a local time that does not exist is taken with the offset of one of its neighbors
 * (https://pkg.go.dev/time#Date).
 */
export class ZonedTime {
  readonly zone: TimeZone;
  readonly unixSeconds: number;
  /** Has the local time in its UTC fields. */
  private readonly local: Date;

  constructor(zone: TimeZone, unixSeconds: number) {
    this.zone = zone;
    this.unixSeconds = unixSeconds;
    this.local = new Date((unixSeconds + zone.offsetAt(unixSeconds)) * 1000);
  }

  /** The start of a day on the calendar. Months count from 1. */
  static startOfDay(zone: TimeZone, year: number, month: number, day: number): ZonedTime {
    return ZonedTime.at(zone, year, month, day, 0);
  }

  private static at(zone: TimeZone, year: number, month: number, day: number, secondOfDay: number): ZonedTime {
    const date = new Date(0);
    date.setUTCFullYear(year, month - 1, day);
    const local = date.getTime() / 1000 + secondOfDay;
    return new ZonedTime(zone, local - zone.offsetAt(local - zone.offsetAt(local)));
  }

  get year(): number {
    return this.local.getUTCFullYear();
  }
  get month(): number {
    return this.local.getUTCMonth() + 1;
  }
  get day(): number {
    return this.local.getUTCDate();
  }
  /** Sunday is 0. */
  get weekday(): number {
    return this.local.getUTCDay();
  }
  get hour(): number {
    return this.local.getUTCHours();
  }
  get minute(): number {
    return this.local.getUTCMinutes();
  }
  get second(): number {
    return this.local.getUTCSeconds();
  }

  /** So many seconds later, whatever the clock of the zone does meanwhile. */
  plusSeconds(seconds: number): ZonedTime {
    return new ZonedTime(this.zone, this.unixSeconds + seconds);
  }

  /** Returns the same time of day, a number of months and days later on the calendar. */
  plusDate(months: number, days: number): ZonedTime {
    const secondOfDay = this.hour * 3600 + this.minute * 60 + this.second;
    return ZonedTime.at(this.zone, this.year, this.month + months, this.day + days, secondOfDay);
  }

  startOfHour(): ZonedTime {
    return ZonedTime.at(this.zone, this.year, this.month, this.day, this.hour * 3600);
  }
}
