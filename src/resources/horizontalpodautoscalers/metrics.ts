import { family, type SampleWriter } from '../../model/family.ts';
import { list, msg, optInt, optMsg, quantity, str } from '../../model/schema.ts';
import { numberOf } from '../../values/quantity.ts';

const LABELS = ['metric_name', 'metric_target_type', 'container'];

const target = msg(2, { value: quantity(2), averageValue: quantity(3), averageUtilization: optInt(4) });
const current = msg(2, { value: quantity(1), averageValue: quantity(2), averageUtilization: optInt(3) });
const metricAt = (no: number) => msg(no, { name: str(1) });

/** Target or current amounts of a metric, in one or more of three ways. */
interface Amounts {
  readonly value: string | undefined;
  readonly averageValue: string | undefined;
  readonly averageUtilization: number | undefined;
}

/** A metric by its type. `K` is the member with its amounts: `target` in the spec, `current` in the status. */
interface Metric<K extends string> {
  readonly type: string;
  readonly object: ({ readonly metric: { readonly name: string } } & Readonly<Record<K, Amounts>>) | undefined;
  readonly pods: Metric<K>['object'];
  readonly external: Metric<K>['object'];
  readonly resource: ({ readonly name: string } & Readonly<Record<K, Amounts>>) | undefined;
  readonly containerResource: (NonNullable<Metric<K>['resource']> & { readonly container: string }) | undefined;
}

/** Writes the amounts of a metric; none where the source that its type names is missing, or is of no known type. */
function writeMetric<K extends 'target' | 'current'>(samples: SampleWriter, metric: Metric<K>, key: K): void {
  const { object, pods, external, resource, containerResource } = metric;
  switch (metric.type) {
    case 'Object':
      writeAmounts(samples, object?.metric.name, '', object?.[key]);
      break;
    case 'Pods':
      writeAmounts(samples, pods?.metric.name, '', pods?.[key]);
      break;
    case 'External':
      writeAmounts(samples, external?.metric.name, '', external?.[key]);
      break;
    case 'Resource':
      writeAmounts(samples, resource?.name, '', resource?.[key]);
      break;
    case 'ContainerResource':
      writeAmounts(samples, containerResource?.name, containerResource?.container ?? '', containerResource?.[key]);
      break;
  }
}

function writeAmounts(
  samples: SampleWriter,
  name: string | undefined,
  container: string,
  amounts: Amounts | undefined,
): void {
  if (name === undefined || amounts === undefined) return;
  writeAmount(samples, name, 'value', container, quantityOf(amounts.value));
  writeAmount(samples, name, 'utilization', container, amounts.averageUtilization);
  writeAmount(samples, name, 'average', container, quantityOf(amounts.averageValue));
}

function writeAmount(
  samples: SampleWriter,
  name: string,
  type: string,
  container: string,
  amount: number | undefined,
): void {
  if (amount === undefined) return;
  samples.label('metric_name', name).label('metric_target_type', type).label('container', container).value(amount);
}

function quantityOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : numberOf(text);
}

/** Target values of the metrics of autoscalers. */
export const targetMetricFamily = family({
  name: 'kube_horizontalpodautoscaler_spec_target_metric',
  help: 'Target value of each metric of a HorizontalPodAutoscaler, in the unit of the metric; utilization is in percent.',
  labels: LABELS,
  reads: {
    spec: msg(2, {
      metrics: list(4, {
        type: str(1),
        object: optMsg(2, { metric: metricAt(3), target }),
        pods: optMsg(3, { metric: metricAt(1), target }),
        resource: optMsg(4, { name: str(1), target }),
        external: optMsg(5, { metric: metricAt(1), target }),
        containerResource: optMsg(7, { name: str(1), target, container: str(3) }),
      }),
    }),
  },
  render: ({ spec }, samples) => {
    for (const metric of spec.metrics) writeMetric(samples, metric, 'target');
  },
});

/** Current values of the metrics of autoscalers. */
export const currentMetricFamily = family({
  name: 'kube_horizontalpodautoscaler_status_target_metric',
  help: 'Latest value of each metric of a HorizontalPodAutoscaler, in the unit of the metric; utilization is in percent.',
  stability: 'STABLE',
  labels: LABELS,
  reads: {
    status: msg(3, {
      currentMetrics: list(5, {
        type: str(1),
        object: optMsg(2, { metric: metricAt(1), current }),
        pods: optMsg(3, { metric: metricAt(1), current }),
        resource: optMsg(4, { name: str(1), current }),
        external: optMsg(5, { metric: metricAt(1), current }),
        containerResource: optMsg(7, { name: str(1), current, container: str(3) }),
      }),
    }),
  },
  render: ({ status }, samples) => {
    for (const metric of status.currentMetrics) writeMetric(samples, metric, 'current');
  },
});
