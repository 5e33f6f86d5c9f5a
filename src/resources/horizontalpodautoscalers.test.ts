import { describe, expect, it } from 'vitest';
import { samplesOf } from '../../test/support/rendering.ts';
import { horizontalpodautoscalers } from './horizontalpodautoscalers.ts';

describe('horizontalpodautoscalers', () => {
  it('leads with the version of what it scales, where it is set', () => {
    const object = {
      metadata: { name: 'a', namespace: 'ns', uid: 'u', resourceVersion: '7' },
      spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, maxReplicas: 9 },
    };
    expect(
      samplesOf(
        horizontalpodautoscalers,
        object,
        'kube_horizontalpodautoscaler_info',
        'kube_horizontalpodautoscaler_spec_max_replicas',
        'kube_horizontalpodautoscaler_spec_min_replicas',
      ),
    ).toEqual([
      'kube_horizontalpodautoscaler_info{namespace="ns",horizontalpodautoscaler="a",scaletargetref_api_version="apps/v1",scaletargetref_kind="Deployment",scaletargetref_name="web"} 1',
      'kube_horizontalpodautoscaler_spec_max_replicas{namespace="ns",horizontalpodautoscaler="a"} 9',
      'kube_horizontalpodautoscaler_spec_min_replicas{namespace="ns",horizontalpodautoscaler="a"} 1',
    ]);
  });

  it('goes without it', () => {
    const object = {
      metadata: { name: 'a', namespace: 'ns', uid: 'u', resourceVersion: '7' },
      spec: { scaleTargetRef: { kind: 'Deployment', name: 'web' } },
    };
    expect(samplesOf(horizontalpodautoscalers, object, 'kube_horizontalpodautoscaler_info')).toEqual([
      'kube_horizontalpodautoscaler_info{namespace="ns",horizontalpodautoscaler="a",scaletargetref_kind="Deployment",scaletargetref_name="web"} 1',
    ]);
  });

  it('passes over a metric whose source is missing', () => {
    const target = { averageValue: '500m' };
    const object = {
      metadata: { name: 'a', namespace: 'ns', uid: 'u' },
      spec: { metrics: [{ type: 'Object' }, { type: 'Pods', pods: { metric: { name: 'm' }, target } }, { type: 'X' }] },
    };
    expect(samplesOf(horizontalpodautoscalers, object, 'kube_horizontalpodautoscaler_spec_target_metric')).toEqual([
      'kube_horizontalpodautoscaler_spec_target_metric{namespace="ns",horizontalpodautoscaler="a",metric_name="m",metric_target_type="average",container=""} 0.5',
    ]);
  });

  it('shows the source that the type names', () => {
    const object = {
      metadata: { name: 'a', namespace: 'ns', uid: 'u', resourceVersion: '7' },
      spec: {
        metrics: [
          { type: 'Resource', resource: { name: 'cpu', target: { averageUtilization: 80, averageValue: '500m' } } },
          {
            type: 'ContainerResource',
            containerResource: { name: 'memory', container: 'app', target: { averageValue: '1Gi' } },
          },
          { type: 'Object', object: { metric: { name: 'hits' }, target: { value: '1500m' } } },
          { type: 'Pods', object: { metric: { name: 'x' }, target: { value: '1' } } },
          { type: 'Odd' },
        ],
      },
      status: {
        currentMetrics: [
          { type: 'External', external: { metric: { name: 'queue' }, current: { value: '7' } } },
          { type: 'External' },
        ],
      },
    };
    expect(
      samplesOf(
        horizontalpodautoscalers,
        object,
        'kube_horizontalpodautoscaler_spec_target_metric',
        'kube_horizontalpodautoscaler_status_target_metric',
      ),
    ).toEqual([
      'kube_horizontalpodautoscaler_spec_target_metric{namespace="ns",horizontalpodautoscaler="a",metric_name="cpu",metric_target_type="utilization",container=""} 80',
      'kube_horizontalpodautoscaler_spec_target_metric{namespace="ns",horizontalpodautoscaler="a",metric_name="cpu",metric_target_type="average",container=""} 0.5',
      'kube_horizontalpodautoscaler_spec_target_metric{namespace="ns",horizontalpodautoscaler="a",metric_name="memory",metric_target_type="average",container="app"} 1.073741824e+09',
      'kube_horizontalpodautoscaler_spec_target_metric{namespace="ns",horizontalpodautoscaler="a",metric_name="hits",metric_target_type="value",container=""} 1.5',
      'kube_horizontalpodautoscaler_status_target_metric{namespace="ns",horizontalpodautoscaler="a",metric_name="queue",metric_target_type="value",container=""} 7',
    ]);
  });

  it('shows tolerances as ratios', () => {
    const object = {
      metadata: { name: 'a', namespace: 'ns', uid: 'u', resourceVersion: '7' },
      spec: { behavior: { scaleUp: { tolerance: '50m' }, scaleDown: {} } },
    };
    expect(
      samplesOf(
        horizontalpodautoscalers,
        object,
        'kube_horizontalpodautoscaler_spec_behavior_scale_up_tolerance',
        'kube_horizontalpodautoscaler_spec_behavior_scale_down_tolerance',
      ),
    ).toEqual([
      'kube_horizontalpodautoscaler_spec_behavior_scale_up_tolerance{namespace="ns",horizontalpodautoscaler="a"} 0.05',
    ]);
  });
});
