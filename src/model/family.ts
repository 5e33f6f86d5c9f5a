import type { EncodedLabels } from './encoded-labels.ts';
import type { Identified } from './meta.ts';
import type { Read, Shape } from './schema.ts';

/**
 * Receiver of the samples of one family of one object. Values are written as they come; nothing of an object is kept.
 */
export interface SampleWriter {
  /** Adds a label to the current sample, or begins one. `name` is a valid label name; `value` is any text. */
  label(name: string, value: string): SampleWriter;
  /** Adds labels, at least one, that are encoded once for many samples. */
  encoded(labels: EncodedLabels): SampleWriter;
  /** Ends the sample with its value. */
  value(value: number): void;
  /** Ends a sample of a set of states of which some hold: 1 or 0, or no sample for what does not hold (--sparse-states). */
  state(holds: boolean): void;
}

/** Type of a metric family; `info` and `stateset` exist only in OpenMetrics. */
export type MetricType = 'gauge' | 'counter' | 'info' | 'stateset';
/** Stability of a metric family, as kube-state-metrics documents it. */
export type Stability = 'ALPHA' | 'STABLE';

/** Filter for the keys of labels or annotations, compiled from an allow-list; undefined: none are shown. */
export type KeyFilter = ((all: ReadonlyMap<string, string>) => ReadonlyMap<string, string>) | undefined;

/** Options on which the samples of some families depend. */
export interface FamilyOptions {
  readonly labels: KeyFilter;
  readonly annotations: KeyFilter;
}

// biome-ignore lint/suspicious/noExplicitAny: families of one resource read different parts of its objects.
export type RenderFamily<O = any> = (object: O, rows: SampleWriter) => void;

/** A metric family of a resource: its name, the fields that it reads, and the function from an object to samples. */
export interface Family {
  readonly name: string;
  /** One sentence in our own words, shown in the HELP line and in the documentation. */
  readonly help: string;
  readonly type: MetricType;
  readonly stability: Stability;
  /** Shown only when `--metric-opt-in-list` names it. */
  readonly optIn: boolean;
  readonly deprecatedSince: string | undefined;
  /** Names of the labels beyond the resource's own, in order; for the documentation. */
  readonly labels: readonly string[];
  /** Prefix of label names made from the keys of object data. */
  readonly dynamicLabels: string | undefined;
  /** The fields that its samples are made of, beyond the object's identity. */
  readonly reads: Shape;
  /** Gives the function that writes an object's samples, or undefined where the flags leave nothing to write. */
  readonly compile: (options: FamilyOptions) => RenderFamily | undefined;
}

interface Declared<S extends Shape> {
  readonly name: string;
  readonly help: string;
  readonly type?: MetricType;
  readonly stability?: Stability;
  readonly optIn?: boolean;
  readonly deprecatedSince?: string;
  readonly labels?: readonly string[];
  readonly dynamicLabels?: string;
  readonly reads: S;
  readonly render: RenderFamily<Identified & Read<S>>;
}

/**
 * Declares a family: a gauge and ALPHA unless it says otherwise. `render` can only see `reads`, so a disabled family
 * costs no decoding.
 */
export function family<const S extends Shape>(declared: Declared<S>): Family {
  return { ...declaredDefaults(declared), compile: () => declared.render };
}

/** Declares a family whose samples depend on options. */
export function configuredFamily<const S extends Shape>(
  declared: Omit<Declared<S>, 'render'> & {
    readonly compile: (options: FamilyOptions) => RenderFamily<Identified & Read<S>> | undefined;
  },
): Family {
  return { ...declaredDefaults(declared), compile: declared.compile };
}

function declaredDefaults(d: Omit<Declared<Shape>, 'render'>): Omit<Family, 'compile'> {
  return {
    name: d.name,
    help: d.help,
    type: d.type ?? 'gauge',
    stability: d.stability ?? 'ALPHA',
    optIn: d.optIn ?? false,
    deprecatedSince: d.deprecatedSince,
    labels: d.labels ?? [],
    dynamicLabels: d.dynamicLabels,
    reads: d.reads,
  };
}
