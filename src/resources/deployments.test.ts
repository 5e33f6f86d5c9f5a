import { describe, expect, it } from 'vitest';
import { samplesOf } from '../../test/support/rendering.ts';
import { deployments } from './deployments.ts';

describe('deployments', () => {
  it('scales percentages, down for what may be missing and up for what may be more', () => {
    const object = {
      metadata: { name: 'a', namespace: 'ns', uid: 'u', resourceVersion: '7' },
      spec: { replicas: 10, strategy: { rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } } },
    };
    expect(
      samplesOf(
        deployments,
        object,
        'kube_deployment_spec_strategy_rollingupdate_max_unavailable',
        'kube_deployment_spec_strategy_rollingupdate_max_surge',
      ),
    ).toEqual([
      'kube_deployment_spec_strategy_rollingupdate_max_unavailable{namespace="ns",deployment="a"} 2',
      'kube_deployment_spec_strategy_rollingupdate_max_surge{namespace="ns",deployment="a"} 3',
    ]);
  });

  it('shows known reasons of conditions', () => {
    const object = {
      metadata: { name: 'a', namespace: 'ns', uid: 'u', resourceVersion: '7' },
      status: {
        conditions: [
          { type: 'Available', status: 'True', reason: 'MinimumReplicasAvailable' },
          { type: 'Progressing', status: 'Odd', reason: 'Odd' },
        ],
      },
    };
    expect(samplesOf(deployments, object, 'kube_deployment_status_condition')).toEqual([
      'kube_deployment_status_condition{namespace="ns",deployment="a",reason="MinimumReplicasAvailable",condition="Available",status="true"} 1',
      'kube_deployment_status_condition{namespace="ns",deployment="a",reason="MinimumReplicasAvailable",condition="Available",status="false"} 0',
      'kube_deployment_status_condition{namespace="ns",deployment="a",reason="MinimumReplicasAvailable",condition="Available",status="unknown"} 0',
      'kube_deployment_status_condition{namespace="ns",deployment="a",reason="unknown",condition="Progressing",status="true"} 0',
      'kube_deployment_status_condition{namespace="ns",deployment="a",reason="unknown",condition="Progressing",status="false"} 0',
      'kube_deployment_status_condition{namespace="ns",deployment="a",reason="unknown",condition="Progressing",status="unknown"} 0',
    ]);
  });

  it('shows owners without saying who controls', () => {
    const object = {
      metadata: {
        name: 'a',
        namespace: 'ns',
        uid: 'u',
        resourceVersion: '7',
        ownerReferences: [{ kind: 'K', name: 'n', controller: true }],
      },
    };
    expect(samplesOf(deployments, object, 'kube_deployment_owner')).toEqual([
      'kube_deployment_owner{namespace="ns",deployment="a",owner_kind="K",owner_name="n"} 1',
    ]);
  });
});
