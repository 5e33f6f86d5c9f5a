import type { ScrapeRecord } from '../../explorer/data.ts';

/** Scrapes that are remembered: half an hour of two Prometheus servers at 30 s. */
const REMEMBERED = 120;

/** The latest scrapes, oldest first. */
export class ScrapeHistory {
  private readonly records: ScrapeRecord[] = [];

  add(record: ScrapeRecord): void {
    this.records.push(record);
    if (this.records.length > REMEMBERED) this.records.shift();
  }

  latest(): readonly ScrapeRecord[] {
    return [...this.records];
  }
}
