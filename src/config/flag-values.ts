import { CodedError } from '../base/errors.ts';
import { describeType, type Given } from './arguments.ts';
import { type Flag, flags } from './flags.ts';

/** Reads flag values by type, the default where a flag was not given. Collects all faults instead of the first. */
export class Values {
  readonly faults: string[] = [];
  private readonly given: Given;
  private readonly byName = new Map(flags.map((f) => [f.name, f]));

  constructor(given: Given) {
    this.given = given;
  }

  isGiven(name: string): boolean {
    return this.given.has(name);
  }

  /** The last text that was given. */
  string(name: string): string {
    return this.given.get(name)?.at(-1) ?? this.flag(name).default;
  }

  bool(name: string): boolean {
    const text = this.string(name);
    // What Go's strconv.ParseBool takes.
    if (/^(1|t|T|TRUE|true|True)$/.test(text)) return true;
    if (/^(0|f|F|FALSE|false|False)$/.test(text)) return false;
    return this.fault(name, text, false);
  }

  int(name: string): number {
    const text = this.string(name);
    return /^[+-]?\d+$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : this.fault(name, text, 0);
  }

  float(name: string): number {
    const text = this.string(name);
    const value = Number(text);
    return text.trim() !== '' && Number.isFinite(value) ? value : this.fault(name, text, 0);
  }

  /** Milliseconds of a Go duration. */
  duration(name: string): number {
    const text = this.string(name);
    return parseDuration(text) ?? this.fault(name, text, 0);
  }

  /** All texts, split at commas, without blanks and empty parts. */
  list(name: string): readonly string[] {
    const texts = this.given.get(name) ?? [this.flag(name).default];
    return texts.flatMap((t) => t.split(',').map((part) => part.trim())).filter((part) => part !== '');
  }

  /** All texts as they were given. */
  texts(name: string): readonly string[] {
    return this.given.get(name) ?? [];
  }

  /** Runs a reader that throws CONFIG_INVALID; a fault is collected and gives `fallback`. */
  attempt<T>(read: () => T, fallback: T): T {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      this.faults.push(error.message);
      return fallback;
    }
  }

  private flag(name: string): Flag {
    const flag = this.byName.get(name);
    if (!flag) throw new Error(`BUG: no flag ${name}`);
    return flag;
  }

  private fault<T>(name: string, text: string, fallback: T): T {
    const fault = `--${name}: expected ${describeType(this.flag(name))}, found "${text}"`;
    // A flag may be read more than once.
    if (!this.faults.includes(fault)) this.faults.push(fault);
    return fallback;
  }
}

const UNITS_MS: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1, s: 1e3, m: 6e4, h: 3.6e6 };

/** Go counts nanoseconds in 64 bits. */
const LONGEST_MS = 2 ** 63 / 1e6;

/** Milliseconds of a duration as Go writes it (https://pkg.go.dev/time#ParseDuration); undefined where it is none. */
export function parseDuration(text: string): number | undefined {
  if (text === '0') return 0;
  if (!/^[+-]?((\d+\.?\d*|\.\d+)(ns|us|µs|ms|s|m|h))+$/.test(text)) return undefined;
  let ms = 0;
  for (const [, size, unit] of text.matchAll(/(\d+\.?\d*|\.\d+)(ns|us|µs|ms|s|m|h)/g))
    ms += Number(size) * UNITS_MS[unit!]!;
  if (ms > LONGEST_MS) return undefined;
  return text.startsWith('-') ? -ms : ms;
}
