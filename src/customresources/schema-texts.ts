const PATH = 'Keys of objects, indexes of arrays (negative from the end), and lookups such as `[type=Ready]`.';
const LABELS =
  'Label names to paths of their values. A name with `*` at its end or start copies the members of the object at the path, with the text before the `*` in front.';
const COMMON = 'Label names to fixed values.';
const ERRORS = 'Verbosity (`--v`) from which values that cannot be shown are logged; 0: always.';
const EACH_PATH = `Path of the values: a sample for each item of an array. Empty: the object itself. ${PATH}`;
const EACH_LABELS = `${LABELS} Paths begin at the value.`;

/** Descriptions of the keys of a configuration, by their places without indexes, as editors show them. */
export const descriptions: Readonly<Record<string, string>> = {
  spec: 'The resources to show.',
  'spec.resources': 'An entry for each kind, or group of kinds. The last entry for a kind wins.',
  'spec.resources.groupVersionKind': 'The kinds that the entry is for.',
  'spec.resources.groupVersionKind.group': 'API group, such as cert-manager.io; no wildcard.',
  'spec.resources.groupVersionKind.version': 'API version, such as v1; `*` or nothing: all that are served.',
  'spec.resources.groupVersionKind.kind': 'Kind, such as Certificate; `*` or nothing: all of the group.',
  'spec.resources.metricNamePrefix':
    'Leads the names of metrics, with an underscore. Absent: `kube_customresource`; `""`: nothing leads them.',
  'spec.resources.resourcePlural':
    'Plural of the kind, where there is no cluster to ask, as for `kube-state-metrics rbac`.',
  'spec.resources.selector':
    'Label selector: other objects are neither requested nor shown. kube-state-metrics ignores this key.',
  'spec.resources.commonLabels': COMMON,
  'spec.resources.labelsFromPath': `${LABELS} They are on all metrics of the entry.`,
  'spec.resources.errorLogV': ERRORS,
  'spec.resources.metrics': 'The metrics of each object.',
  'spec.resources.metrics.name': 'Name of the metric, without the prefix. Metrics of the same name are joined.',
  'spec.resources.metrics.help': 'Text of the HELP line.',
  'spec.resources.metrics.commonLabels': `${COMMON} They override those of the entry.`,
  'spec.resources.metrics.labelsFromPath': `${LABELS} They override those of the entry.`,
  'spec.resources.metrics.errorLogV': ERRORS,
  'spec.resources.metrics.each': 'The samples: their type, and where their values and labels are.',
  'spec.resources.metrics.each.type':
    'Gauge: numbers. Info: labels, with the value 1. StateSet: 1 for the current state, 0 for others.',
  'spec.resources.metrics.each.gauge': 'Samples of the type Gauge.',
  'spec.resources.metrics.each.gauge.path': `${EACH_PATH} An object gives a sample for each member.`,
  'spec.resources.metrics.each.gauge.labelsFromPath': EACH_LABELS,
  'spec.resources.metrics.each.gauge.labelFromKey': 'Label with the key of each member of the object at `path`.',
  'spec.resources.metrics.each.gauge.valueFrom': `Path of the number, from the value at \`path\` on. ${PATH}`,
  'spec.resources.metrics.each.gauge.nilIsZero': 'Whether a value that is absent or null is 0, instead of no sample.',
  'spec.resources.metrics.each.info': 'Samples of the type Info.',
  'spec.resources.metrics.each.info.path': `${EACH_PATH} An object gives a sample of itself, and one for each member.`,
  'spec.resources.metrics.each.info.labelsFromPath': EACH_LABELS,
  'spec.resources.metrics.each.info.labelFromKey': 'Label with the key of each member of the object at `path`.',
  'spec.resources.metrics.each.stateSet': 'Samples of the type StateSet.',
  'spec.resources.metrics.each.stateSet.path': EACH_PATH,
  'spec.resources.metrics.each.stateSet.labelsFromPath': EACH_LABELS,
  'spec.resources.metrics.each.stateSet.labelName': 'Label with the state.',
  'spec.resources.metrics.each.stateSet.list': 'All states: a sample for each.',
  'spec.resources.metrics.each.stateSet.valueFrom': `Path of the state, from the value at \`path\` on. ${PATH}`,
};
