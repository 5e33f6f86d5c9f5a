import { type JsonValue, mergeSelections, NO_PARTS, type Selection } from '../model/json-value.ts';
import type { GaugeEach, InfoEach, StateSetEach } from './config.ts';
import { compilePathLabels, type LabelNames, LabelRow, labelName, type ReportFault } from './labels.ts';
import { numberOf } from './numbers.ts';
import { checkedPath, isList, isObject } from './paths.ts';
import { describe } from './values.ts';

/** A sample: its own labels, without those that all samples of the family have, and its value. */
export interface CustomSample {
  readonly labels: LabelRow;
  readonly value: number;
}

/** The function from the value at the path of a metric to samples, in any order. */
export interface SampleSource {
  readonly samplesOf: (value: JsonValue) => readonly CustomSample[];
  /** Parts of that value that it looks at. */
  readonly selection: Selection;
}

const NO_SAMPLES: readonly CustomSample[] = [];

/** A number, or why there is none; undefined: nothing is there, which is no fault. */
type Measured = number | { readonly problem: string } | undefined;

/** Compiles a gauge: a sample for the value, or for each member or item of it that has a number. */
export function compileGauge(each: GaugeEach, names: LabelNames, report: ReportFault): SampleSource {
  const { nilIsZero } = each;
  const valueFrom = checkedPath(each.valueFrom);
  const labels = compilePathLabels(each.labelsFromPath, report);
  const keyLabel = each.labelFromKey === '' ? undefined : labelName(each.labelFromKey);
  const path = checkedPath(each.path).text;
  // A member of an object can be meant by its own key.
  const [only] = each.valueFrom;
  const ownKey = each.valueFrom.length === 1 && only !== '' && !only!.includes(',') ? only : undefined;
  const measure = (value: JsonValue): Measured => {
    const found = valueFrom.get(value);
    if (found !== null) return numberOf(found, nilIsZero) ?? { problem: expectedNumber(found) };
    if (nilIsZero) return 0;
    return value === null ? { problem: 'no value' } : undefined;
  };
  const ofMembers = (object: ReadonlyMap<string, JsonValue>): readonly CustomSample[] => {
    const samples: CustomSample[] = [];
    for (const [key, member] of object) {
      const own = key === ownKey;
      const value = own ? numberOf(member, nilIsZero) : measure(member);
      if (typeof value !== 'number') {
        if (own) report(`${path}[${key}]`, expectedNumber(member));
        continue;
      }
      const row = new LabelRow(names);
      if (keyLabel !== undefined && key !== '') row.set(keyLabel, key);
      labels.apply(member, row);
      // The labels are looked up in the object around it too.
      labels.apply(object, row);
      samples.push({ labels: row, value });
    }
    return samples;
  };
  const ofValue = (value: JsonValue, place: string, samples: CustomSample[]): void => {
    const measured = measure(value);
    if (typeof measured === 'number') {
      const row = new LabelRow(names);
      labels.apply(value, row);
      samples.push({ labels: row, value: measured });
    } else if (measured) report(place, measured.problem);
  };
  const part = mergeSelections([labels.selection, valueFrom.select(NO_PARTS)]);
  return {
    samplesOf: (value) => {
      if (isObject(value)) return ofMembers(value);
      const samples: CustomSample[] = [];
      if (isList(value)) for (const [i, item] of value.entries()) ofValue(item, `${path}[${i}]`, samples);
      else ofValue(value, path, samples);
      return samples;
    },
    selection: mergeSelections([part, { ...NO_PARTS, members: part, items: part }]),
  };
}

function expectedNumber(found: JsonValue): string {
  return `expected a number, got ${describe(found)}`;
}

/** Compiles an info metric: a sample for the value, for each item, and for each member that has labels of its own. */
export function compileInfo(each: InfoEach, names: LabelNames, report: ReportFault): SampleSource {
  const labels = compilePathLabels(each.labelsFromPath, report);
  const keyLabel = each.labelFromKey === '' ? undefined : labelName(each.labelFromKey);
  const add = (value: JsonValue, key: string, samples: CustomSample[]): void => {
    const row = new LabelRow(names);
    if (keyLabel !== undefined && key !== '') row.set(keyLabel, key);
    labels.apply(value, row);
    if (!row.isEmpty) samples.push({ labels: row, value: 1 });
  };
  const part = labels.selection;
  return {
    samplesOf: (value) => {
      if (value === null) return NO_SAMPLES;
      const samples: CustomSample[] = [];
      if (isList(value)) for (const item of value) add(item, '', samples);
      else add(value, '', samples);
      if (isObject(value)) for (const [key, member] of value) add(member, key, samples);
      return samples;
    },
    selection: mergeSelections([part, { ...NO_PARTS, members: part, items: part }]),
  };
}

/** Compiles a state set: for the value, or each item of it, a sample per state. */
export function compileStateSet(each: StateSetEach, names: LabelNames, report: ReportFault): SampleSource {
  const valueFrom = checkedPath(each.valueFrom);
  const labels = compilePathLabels(each.labelsFromPath, report);
  const stateLabel = labelName(each.labelName);
  const path = checkedPath([...each.path, ...each.valueFrom]).text;
  const add = (value: JsonValue, samples: CustomSample[]): void => {
    const current = valueFrom.get(value);
    if (current === null) return;
    if (typeof current !== 'string') {
      report(path, `expected a text, got ${describe(current)}`);
      return;
    }
    for (const state of each.list) {
      const row = new LabelRow(names);
      row.set(stateLabel, state);
      labels.apply(value, row);
      samples.push({ labels: row, value: state === current ? 1 : 0 });
    }
  };
  const part = mergeSelections([labels.selection, valueFrom.select(NO_PARTS)]);
  return {
    samplesOf: (value) => {
      const samples: CustomSample[] = [];
      if (isList(value)) for (const item of value) add(item, samples);
      else add(value, samples);
      return samples;
    },
    selection: mergeSelections([part, { ...NO_PARTS, items: part }]),
  };
}
