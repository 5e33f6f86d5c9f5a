import { describe, expect, it } from 'vitest';
import { samplesOf } from '../../test/support/rendering.ts';
import { cronjobs } from './cronjobs.ts';

describe('cronjobs', () => {
  it('counts from the last schedule', () => {
    const object = {
      metadata: {
        name: 'a',
        namespace: 'ns',
        uid: 'u',
        resourceVersion: '7',
        creationTimestamp: '2024-03-01T00:00:00Z',
      },
      spec: {
        schedule: '0 */6 * * *',
        concurrencyPolicy: 'Forbid',
        timeZone: 'Asia/Shanghai',
        suspend: false,
        startingDeadlineSeconds: 0,
      },
      status: { active: [{ name: 'x' }, {}], lastScheduleTime: '2024-03-09T00:00:00Z' },
    };
    expect(samplesOf(cronjobs, object)).toEqual([
      'kube_cronjob_annotations{namespace="ns",cronjob="a"} 1',
      'kube_cronjob_labels{namespace="ns",cronjob="a"} 1',
      'kube_cronjob_info{namespace="ns",cronjob="a",schedule="0 */6 * * *",concurrency_policy="Forbid",timezone="Asia/Shanghai"} 1',
      'kube_cronjob_created{namespace="ns",cronjob="a"} 1.7092512e+09',
      'kube_cronjob_status_active{namespace="ns",cronjob="a"} 2',
      'kube_cronjob_status_last_schedule_time{namespace="ns",cronjob="a"} 1.7099424e+09',
      'kube_cronjob_spec_suspend{namespace="ns",cronjob="a"} 0',
      'kube_cronjob_spec_starting_deadline_seconds{namespace="ns",cronjob="a"} 0',
      'kube_cronjob_next_schedule_time{namespace="ns",cronjob="a"} 1.7099568e+09',
      'kube_cronjob_metadata_resource_version{namespace="ns",cronjob="a"} 7',
    ]);
  });

  it('counts from the creation where there was none', () => {
    const object = {
      metadata: {
        name: 'a',
        namespace: 'ns',
        uid: 'u',
        resourceVersion: '7',
        creationTimestamp: '2024-03-01T00:00:00Z',
      },
      spec: { schedule: '@hourly' },
    };
    expect(samplesOf(cronjobs, object, 'kube_cronjob_next_schedule_time', 'kube_cronjob_info')).toEqual([
      'kube_cronjob_info{namespace="ns",cronjob="a",schedule="@hourly",concurrency_policy="",timezone="local"} 1',
      'kube_cronjob_next_schedule_time{namespace="ns",cronjob="a"} 1.7092548e+09',
    ]);
  });

  it('shows the zero time where it is written, and does not count from it', () => {
    const object = {
      metadata: { name: 'a', namespace: 'ns', uid: 'u', creationTimestamp: '2024-03-01T00:00:00Z' },
      spec: { schedule: '@hourly' },
      status: { lastScheduleTime: '0001-01-01T00:00:00Z', lastSuccessfulTime: null },
    };
    expect(
      samplesOf(
        cronjobs,
        object,
        'kube_cronjob_next_schedule_time',
        'kube_cronjob_status_last_schedule_time',
        'kube_cronjob_status_last_successful_time',
      ),
    ).toEqual([
      'kube_cronjob_status_last_schedule_time{namespace="ns",cronjob="a"} -6.21355968e+10',
      'kube_cronjob_next_schedule_time{namespace="ns",cronjob="a"} 1.7092548e+09',
    ]);
  });

  it('says nothing of the next time while it is suspended', () => {
    const object = {
      metadata: {
        name: 'a',
        namespace: 'ns',
        uid: 'u',
        resourceVersion: '7',
        creationTimestamp: '2024-03-01T00:00:00Z',
      },
      spec: { schedule: '@hourly', suspend: true },
    };
    expect(samplesOf(cronjobs, object, 'kube_cronjob_next_schedule_time', 'kube_cronjob_spec_suspend')).toEqual([
      'kube_cronjob_spec_suspend{namespace="ns",cronjob="a"} 1',
    ]);
  });

  it('shows a schedule that cannot be read', () => {
    const object = {
      metadata: {
        name: 'a',
        namespace: 'ns',
        uid: 'u',
        resourceVersion: '7',
        creationTimestamp: '2024-03-01T00:00:00Z',
      },
      spec: { schedule: '@hourly', timeZone: 'Nope/Nope' },
    };
    expect(samplesOf(cronjobs, object, 'kube_cronjob_next_schedule_time', 'kube_cronjob_schedule_invalid')).toEqual([
      'kube_cronjob_schedule_invalid{namespace="ns",cronjob="a"} 1',
    ]);
  });

  it('shows the year 1 for a time that never comes', () => {
    const object = {
      metadata: {
        name: 'a',
        namespace: 'ns',
        uid: 'u',
        resourceVersion: '7',
        creationTimestamp: '2024-03-01T00:00:00Z',
      },
      spec: { schedule: '0 0 30 2 *' },
    };
    expect(samplesOf(cronjobs, object, 'kube_cronjob_next_schedule_time')).toEqual([
      'kube_cronjob_next_schedule_time{namespace="ns",cronjob="a"} -6.21355968e+10',
    ]);
  });
});
