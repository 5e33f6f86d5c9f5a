import type { Family } from '../model/family.ts';
import { mergeSelections } from '../model/json-value.ts';
import { type Resource, resource } from '../model/resource.ts';
import { self } from '../model/schema.ts';
import type { CustomMetric, CustomResourceEntry } from './config.ts';
import type { CustomResourceFault, ResolvedKind } from './contract.ts';
import { type CustomFamily, type CustomObject, compileCustomFamily, MetricFaults } from './families.ts';

/**
 * Compiles an entry of the configuration for one of its kinds. Only what the metrics name is read of an object. A metric that cannot be
 * shown is reported and left out; a value that cannot be shown is reported with its path and object, and costs that sample alone.
 */
export function compileCustomResource(
  entry: CustomResourceEntry,
  kind: ResolvedKind,
  report: (fault: CustomResourceFault) => void,
): Resource {
  const { group, version, plural, namespaced } = kind;
  const place = `${plural}.${group}`;
  const byName = new Map<string, CustomFamily[]>();
  for (const metric of entry.metrics) {
    const name = fullName(entry, metric);
    const problem = problemOf(name);
    if (problem !== undefined) {
      report({ resource: place, metric: name, path: '', problem: `${problem}; the metric is left out` });
      continue;
    }
    const faults = new MetricFaults({ resource: place, metric: name, verbosity: metric.errorLogV }, report);
    byName.set(name, [...(byName.get(name) ?? []), compileCustomFamily(entry, metric, kind, faults)]);
  }
  return resource({
    ...{ plural, group, version, kind: kind.kind, namespaced },
    identityLabels: [],
    form: 'json',
    selector: entry.selector,
    families: [...byName].map(([name, all]) => familyOf(name, all)),
  });
}

/** Joins the metrics of one name to one family, as the formats want it; help and type are those of the first. */
function familyOf(name: string, all: readonly CustomFamily[]): Family {
  const { help, each } = all[0]!.metric;
  return {
    name,
    help,
    type: each.type,
    stability: 'ALPHA',
    optIn: false,
    deprecatedSince: undefined,
    labels: [...new Set(all.flatMap((one) => one.labels))].sort(),
    dynamicLabels: undefined,
    reads: { json: self(mergeSelections(all.map((one) => one.selection))) },
    compile: () =>
      all.length === 1
        ? all[0]!.render
        : (object: CustomObject, rows) => {
            for (const one of all) one.render(object, rows);
          },
  };
}

/** Returns the name of a metric with the prefix of its resource. */
export function fullName({ metricNamePrefix }: CustomResourceEntry, { name }: CustomMetric): string {
  return metricNamePrefix === '' ? name : `${metricNamePrefix}_${name}`;
}

function problemOf(name: string): string | undefined {
  // One bad name, and a scraper refuses the whole response.
  return /^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(name) ? undefined : `"${name}" is not a valid metric name`;
}
