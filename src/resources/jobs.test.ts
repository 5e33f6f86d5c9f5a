import { describe, expect, it } from 'vitest';
import { samplesOf } from '../../test/support/rendering.ts';
import { jobs } from './jobs.ts';

describe('jobs', () => {
  it('shows no reason where no pod failed', () => {
    const object = {
      metadata: { name: 'a', namespace: 'ns', uid: 'u', resourceVersion: '7' },
      status: { conditions: [{ type: 'Failed', status: 'True', reason: 'Evicted' }] },
    };
    expect(samplesOf(jobs, object, 'kube_job_status_failed')).toEqual([
      'kube_job_status_failed{namespace="ns",job_name="a"} 0',
    ]);
  });

  it('shows known reasons', () => {
    const object = {
      metadata: { name: 'a', namespace: 'ns', uid: 'u', resourceVersion: '7' },
      status: { failed: 2, conditions: [{ type: 'Failed', status: 'True', reason: 'Evicted' }] },
    };
    expect(samplesOf(jobs, object, 'kube_job_status_failed', 'kube_job_failed')).toEqual([
      'kube_job_status_failed{namespace="ns",job_name="a",reason="BackoffLimitExceeded"} 0',
      'kube_job_status_failed{namespace="ns",job_name="a",reason="DeadlineExceeded"} 0',
      'kube_job_status_failed{namespace="ns",job_name="a",reason="Evicted"} 1',
      'kube_job_failed{namespace="ns",job_name="a",condition="true"} 1',
      'kube_job_failed{namespace="ns",job_name="a",condition="false"} 0',
      'kube_job_failed{namespace="ns",job_name="a",condition="unknown"} 0',
    ]);
  });

  it('counts failed pods where the reason is unknown', () => {
    const object = {
      metadata: { name: 'a', namespace: 'ns', uid: 'u', resourceVersion: '7' },
      status: { failed: 2, conditions: [{ type: 'Failed', status: 'True', reason: 'Odd' }] },
    };
    expect(samplesOf(jobs, object, 'kube_job_status_failed')).toEqual([
      'kube_job_status_failed{namespace="ns",job_name="a",reason="BackoffLimitExceeded"} 0',
      'kube_job_status_failed{namespace="ns",job_name="a",reason="DeadlineExceeded"} 0',
      'kube_job_status_failed{namespace="ns",job_name="a",reason="Evicted"} 0',
      'kube_job_status_failed{namespace="ns",job_name="a",reason=""} 2',
    ]);
  });

  it('counts failed pods where there is no reason', () => {
    const object = { metadata: { name: 'a', namespace: 'ns', uid: 'u', resourceVersion: '7' }, status: { failed: 3 } };
    expect(samplesOf(jobs, object, 'kube_job_status_failed')).toEqual([
      'kube_job_status_failed{namespace="ns",job_name="a",reason=""} 3',
    ]);
  });

  it('shows suspension and owners', () => {
    const object = {
      metadata: {
        name: 'a',
        namespace: 'ns',
        uid: 'u',
        resourceVersion: '7',
        ownerReferences: [{ kind: 'CronJob', name: 'c', controller: true }],
      },
      status: { conditions: [{ type: 'Suspended', status: 'True' }] },
    };
    expect(samplesOf(jobs, object, 'kube_job_status_suspended', 'kube_job_owner', 'kube_job_status_ready')).toEqual([
      'kube_job_status_ready{namespace="ns",job_name="a"} 0',
      'kube_job_status_suspended{namespace="ns",job_name="a"} 1',
      'kube_job_owner{namespace="ns",job_name="a",owner_kind="CronJob",owner_name="c",owner_is_controller="true"} 1',
    ]);
  });
});
