import type { SampleWriter } from '../model/family.ts';
import { type JsonObject, mergeSelections, type Selection } from '../model/json-value.ts';
import type { Identified } from '../model/meta.ts';
import type { CustomMetric, CustomResourceEntry, Each } from './config.ts';
import type { CustomResourceFault, ResolvedKind } from './contract.ts';
import { compilePathLabels, LabelNames, LabelRow, labelName, pathLabelNames } from './labels.ts';
import { checkedPath } from './paths.ts';
import { compileRowWriter } from './row-writer.ts';
import { type CustomSample, compileGauge, compileInfo, compileStateSet, type SampleSource } from './samples.ts';

/** An object with the selected parts of its JSON. */
export type CustomObject = Identified & { readonly json: JsonObject };

/** A metric of a kind, compiled. */
export interface CustomFamily {
  readonly metric: CustomMetric;
  /** Names of its labels, as far as the configuration names them. */
  readonly labels: readonly string[];
  /** Parts of an object that it reads. */
  readonly selection: Selection;
  readonly render: (object: CustomObject, rows: SampleWriter) => void;
}

/** Reports the faults of one metric with the object that they are of. */
export class MetricFaults {
  /** The object that is being rendered. */
  current: Identified | undefined;
  private readonly fault: Omit<CustomResourceFault, 'path' | 'problem'>;
  private readonly report: (fault: CustomResourceFault) => void;

  constructor(fault: Omit<CustomResourceFault, 'path' | 'problem'>, report: (fault: CustomResourceFault) => void) {
    this.fault = fault;
    this.report = report;
  }

  add(path: string, problem: string): void {
    const { namespace = '', name = '' } = this.current?.metadata ?? {};
    this.report({ ...this.fault, path, problem, object: namespace === '' ? name : `${namespace}/${name}` });
  }
}

/** Compiles a metric of an entry for a kind. */
export function compileCustomFamily(
  entry: CustomResourceEntry,
  metric: CustomMetric,
  kind: ResolvedKind,
  faults: MetricFaults,
): CustomFamily {
  const report = (path: string, problem: string): void => faults.add(path, problem);
  const common = commonLabels(entry, metric, kind);
  const basePaths = new Map([...entry.labelsFromPath, ...metric.labelsFromPath]);
  const names = new LabelNames([...common.keys(), ...pathLabelNames(basePaths), ...ownNames(metric.each)]);
  const baseLabels = compilePathLabels(basePaths, report);
  const source = compileSource(metric.each, names, report);
  const path = checkedPath(eachOf(metric.each).path);
  const isStates = metric.each.type === 'stateset';
  const commonRow = new LabelRow(names);
  for (const [name, value] of common) commonRow.set(name, value);
  const base = new LabelRow(names);
  const write = compileRowWriter(commonRow);
  return {
    metric,
    labels: names.names,
    selection: mergeSelections([baseLabels.selection, path.select(source.selection)]),
    render: (object, rows) => {
      faults.current = object;
      const { json } = object;
      const samples = source.samplesOf(path.get(json));
      if (samples.length === 0) return;
      base.copy(commonRow);
      baseLabels.apply(json, base);
      for (const { labels, value } of inOrder(samples)) {
        write(labels, base, rows);
        if (isStates) rows.state(value === 1);
        else rows.value(value);
      }
    },
  };
}

/** Puts samples in the order of the labels that they do not share, as kube-state-metrics does. */
function inOrder(samples: readonly CustomSample[]): readonly CustomSample[] {
  return samples.length === 1 ? samples : samples.toSorted((a, b) => a.labels.compare(b.labels));
}

/** Labels of the resource, then those that say its kind, then those of the metric; the later ones override. */
function commonLabels(
  entry: CustomResourceEntry,
  metric: CustomMetric,
  kind: ResolvedKind,
): ReadonlyMap<string, string> {
  const given: [string, string][] = [
    ...entry.commonLabels,
    ['customresource_group', kind.group],
    ['customresource_version', kind.version],
    ['customresource_kind', kind.kind],
    ...metric.commonLabels,
  ];
  return new Map(given.map(([name, value]) => [labelName(name), value]));
}

function eachOf(each: Each): { readonly path: readonly string[] } {
  return each.type === 'gauge' ? each.gauge : each.type === 'info' ? each.info : each.stateSet;
}

function ownNames(each: Each): readonly string[] {
  if (each.type === 'stateset')
    return [labelName(each.stateSet.labelName), ...pathLabelNames(each.stateSet.labelsFromPath)];
  const { labelFromKey, labelsFromPath } = each.type === 'gauge' ? each.gauge : each.info;
  return [...(labelFromKey === '' ? [] : [labelName(labelFromKey)]), ...pathLabelNames(labelsFromPath)];
}

function compileSource(each: Each, names: LabelNames, report: (path: string, problem: string) => void): SampleSource {
  switch (each.type) {
    case 'gauge':
      return compileGauge(each.gauge, names, report);
    case 'info':
      return compileInfo(each.info, names, report);
    case 'stateset':
      return compileStateSet(each.stateSet, names, report);
  }
}
