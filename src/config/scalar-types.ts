import { parseDurationMs } from '../values/go-duration.ts';
import { labelSelectorFault } from '../values/label-selector.ts';
import type { FlagType } from './flag.ts';

/** Text as it is. */
export const text: FlagType<string> = {
  expects: 'text',
  placeholder: 'string',
  default: '',
  parse: (text) => text,
};

/** A switch, with the spellings that Go's strconv.ParseBool accepts. */
export const bool: FlagType<boolean> = {
  expects: 'true or false',
  placeholder: '',
  default: 'false',
  parse(text, report) {
    if (/^(1|t|T|TRUE|true|True)$/.test(text)) return true;
    if (/^(0|f|F|FALSE|false|False)$/.test(text)) return false;
    return void report(`expected ${this.expects}, found "${text}"`);
  },
};

/** A whole number of any size that JavaScript holds exactly. */
export const int: FlagType<number> = {
  expects: 'a whole number',
  placeholder: 'int',
  default: '0',
  parse(text, report) {
    if (/^[+-]?\d+$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
    return void report(`expected ${this.expects}, found "${text}"`);
  },
};

/** A whole number of 0 or more. */
export const count: FlagType<number> = refined(int, (value) => (value < 0 ? '0 or more' : undefined));

/** A whole number of 1 or more. */
export const positive: FlagType<number> = refined({ ...int, default: '1' }, (value) =>
  value < 1 ? '1 or more' : undefined,
);

/** A whole number whose negative values mean 0. */
export const clampedCount: FlagType<number> = { ...int, parse: (text, report) => clamp(int.parse(text, report)) };

/** The number of a TCP port; 0 is any that is free. */
export const port: FlagType<number> = refined(int, (value) =>
  value < 0 || value > 65_535 ? 'a port from 0 to 65535' : undefined,
);

/** A power of two from 1 to `most`. */
export function powerOfTwo(most: number): FlagType<number> {
  return refined({ ...int, default: '1' }, (value) =>
    value >= 1 && value <= most && Number.isInteger(Math.log2(value)) ? undefined : `a power of two from 1 to ${most}`,
  );
}

/** A finite number. */
export const float: FlagType<number> = {
  expects: 'a number',
  placeholder: 'float',
  default: '0',
  parse(text, report) {
    const value = Number(text);
    if (text.trim() !== '' && Number.isFinite(value)) return value;
    return void report(`expected ${this.expects}, found "${text}"`);
  },
};

/** The milliseconds of a Go duration, which may be negative. */
export const signedDuration: FlagType<number> = {
  expects: 'a duration such as 30s or 1m30s',
  placeholder: 'duration',
  default: '0s',
  parse(text, report) {
    return parseDurationMs(text) ?? void report(`expected ${this.expects}, found "${text}"`);
  },
};

/** The milliseconds of a Go duration of 0s or more. */
export const duration: FlagType<number> = refined(signedDuration, (ms) => (ms < 0 ? '0s or more' : undefined));

/** A label selector as the API server takes it; empty: everything matches. */
export const labelSelector: FlagType<string> = {
  expects: 'a label selector such as team=web',
  placeholder: 'selector',
  default: '',
  parse(text, report) {
    const fault = text === '' ? undefined : labelSelectorFault(text);
    return fault === undefined ? text : void report(`expected a label selector: ${fault}`);
  },
};

/** One of the keys of `choices`, whose values explain them. */
export function oneOf<const Choice extends string>(choices: Readonly<Record<Choice, string>>): FlagType<Choice> {
  const names = Object.keys(choices) as Choice[];
  return {
    expects: `one of ${names.join(', ')}`,
    placeholder: names.join('|'),
    choices,
    default: names[0]!,
    parse(text, report) {
      return names.find((name) => name === text) ?? void report(`expected ${this.expects}, found "${text}"`);
    },
  };
}

/** Narrows a type: `refuse` names the expected range for values outside it. */
function refined<T>(type: FlagType<T>, refuse: (value: T) => string | undefined): FlagType<T> {
  return {
    ...type,
    parse(text, report) {
      const value = type.parse(text, report);
      if (value === undefined) return undefined;
      const range = refuse(value);
      return range === undefined ? value : void report(`expected ${range}, found ${text}`);
    },
  };
}

function clamp(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Math.max(0, value);
}
