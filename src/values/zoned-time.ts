import { type CalendarDay, calendarDay, unixDays } from '../base/utc-time.ts';
import type { TimeZone } from './time-zones.ts';

const DAY_SECONDS = 86_400;

/**
 * A whole second on the clock of a time zone. Arithmetic on its calendar is that of Go's time package: fields beyond their
 * range are carried over, and a local time that does not exist is taken with the offset of one of its neighbors
 * (https://pkg.go.dev/time#Date).
 */
export class ZonedTime {
  readonly zone: TimeZone;
  readonly unixSeconds: number;
  private readonly date: CalendarDay;
  /** Days since 1970, and seconds of the day, on the zone's clock. */
  private readonly days: number;
  private readonly secondOfDay: number;

  constructor(zone: TimeZone, unixSeconds: number) {
    this.zone = zone;
    this.unixSeconds = unixSeconds;
    const local = unixSeconds + zone.offsetAt(unixSeconds);
    this.days = Math.floor(local / DAY_SECONDS);
    this.secondOfDay = local - this.days * DAY_SECONDS;
    this.date = calendarDay(this.days);
  }

  /** The start of a day on the calendar. Months count from 1. */
  static startOfDay(zone: TimeZone, year: number, month: number, day: number): ZonedTime {
    return ZonedTime.at(zone, year, month, day, 0);
  }

  private static at(zone: TimeZone, year: number, month: number, day: number, secondOfDay: number): ZonedTime {
    const local = unixDays(year, month, day) * DAY_SECONDS + secondOfDay;
    return new ZonedTime(zone, local - zone.offsetAt(local - zone.offsetAt(local)));
  }

  get year(): number {
    return this.date.year;
  }
  get month(): number {
    return this.date.month;
  }
  get day(): number {
    return this.date.day;
  }
  /** Sunday is 0; 1 January 1970 was a Thursday. */
  get weekday(): number {
    return (((this.days + 4) % 7) + 7) % 7;
  }
  get hour(): number {
    return Math.floor(this.secondOfDay / 3600);
  }
  get minute(): number {
    return Math.floor(this.secondOfDay / 60) % 60;
  }
  get second(): number {
    return this.secondOfDay % 60;
  }

  /** So many seconds later, whatever the clock of the zone does meanwhile. */
  plusSeconds(seconds: number): ZonedTime {
    return new ZonedTime(this.zone, this.unixSeconds + seconds);
  }

  /** Returns the same time of day, a number of months and days later on the calendar. */
  plusDate(months: number, days: number): ZonedTime {
    return ZonedTime.at(this.zone, this.year, this.month + months, this.day + days, this.secondOfDay);
  }

  startOfHour(): ZonedTime {
    return ZonedTime.at(this.zone, this.year, this.month, this.day, this.hour * 3600);
  }
}
