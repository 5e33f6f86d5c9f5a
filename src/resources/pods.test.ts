import { describe, expect, it } from 'vitest';
import { samplesOf } from '../../test/support/rendering.ts';
import { pods } from './pods.ts';

describe('pods', () => {
  it('joins containers with their statuses', () => {
    const object = {
      metadata: { name: 'p', namespace: 'ns', uid: 'u', resourceVersion: '7' },
      spec: {
        nodeName: 'n',
        containers: [
          { name: 'app', image: 'i', resources: { limits: { cpu: '100m', memory: '1.5', 'nvidia.com/gpu': '1' } } },
          { name: 'new' },
        ],
      },
      status: {
        containerStatuses: [
          {
            name: 'app',
            image: 'j',
            imageID: 'k',
            containerID: 'l',
            restartCount: 2,
            ready: true,
            state: { running: { startedAt: '2024-03-01T00:00:00Z' } },
          },
        ],
      },
    };
    expect(
      samplesOf(
        pods,
        object,
        'kube_pod_container_info',
        'kube_pod_container_resource_limits',
        'kube_pod_container_state_started',
        'kube_pod_container_status_restarts_total',
        'kube_pod_container_status_ready',
        'kube_pod_container_status_running',
      ),
    ).toEqual([
      'kube_pod_container_info{namespace="ns",pod="p",uid="u",container="app",image_spec="i",image="j",image_id="k",container_id="l"} 1',
      'kube_pod_container_resource_limits{namespace="ns",pod="p",uid="u",container="app",node="n",resource="cpu",unit="core"} 0.1',
      'kube_pod_container_resource_limits{namespace="ns",pod="p",uid="u",container="app",node="n",resource="memory",unit="byte"} 2',
      'kube_pod_container_resource_limits{namespace="ns",pod="p",uid="u",container="app",node="n",resource="nvidia_com_gpu",unit="integer"} 1',
      'kube_pod_container_state_started{namespace="ns",pod="p",uid="u",container="app"} 1.7092512e+09',
      'kube_pod_container_status_ready{namespace="ns",pod="p",uid="u",container="app"} 1',
      'kube_pod_container_status_restarts_total{namespace="ns",pod="p",uid="u",container="app"} 2',
      'kube_pod_container_status_running{namespace="ns",pod="p",uid="u",container="app"} 1',
    ]);
  });

  it('joins many containers with their statuses as it joins few', () => {
    const names = Array.from({ length: 40 }, (_, i) => `c${i % 30}`);
    const object = {
      metadata: { name: 'p', namespace: 'ns', uid: 'u', resourceVersion: '7' },
      spec: { containers: names.map((name, i) => ({ name, image: `i${i}` })) },
      status: { containerStatuses: names.toReversed().map((name, i) => ({ name, image: `j${i}` })) },
    };
    const wanted = object.spec.containers.flatMap(({ name, image }) =>
      object.status.containerStatuses
        .filter((status) => status.name === name)
        .map((status) => `container="${name}",image_spec="${image}",image="${status.image}"`),
    );
    const samples = samplesOf(pods, object, 'kube_pod_container_info');
    expect(samples.map((sample) => /container="[^}]*image="j\d+"/.exec(sample)![0])).toEqual(wanted);
  });

  it('shows the restart policy of init containers', () => {
    const object = {
      metadata: { name: 'p', namespace: 'ns', uid: 'u', resourceVersion: '7' },
      spec: { initContainers: [{ name: 'i', restartPolicy: 'Always' }] },
      status: { initContainerStatuses: [{ name: 'i' }] },
    };
    expect(samplesOf(pods, object, 'kube_pod_init_container_info')).toEqual([
      'kube_pod_init_container_info{namespace="ns",pod="p",uid="u",container="i",image_spec="",image="",image_id="",container_id="",restart_policy="Always"} 1',
    ]);
  });

  it('names the controller among the owners', () => {
    const object = {
      metadata: {
        name: 'p',
        namespace: 'ns',
        uid: 'u',
        resourceVersion: '7',
        ownerReferences: [
          { kind: 'A', name: 'a' },
          { kind: 'B', name: 'b', controller: true },
        ],
      },
      spec: { hostNetwork: true },
      status: { hostIP: 'h', podIP: 'i' },
    };
    expect(samplesOf(pods, object, 'kube_pod_info', 'kube_pod_owner')).toEqual([
      'kube_pod_info{namespace="ns",pod="p",uid="u",host_ip="h",pod_ip="i",node="",created_by_kind="B",created_by_name="b",priority_class="",host_network="true"} 1',
      'kube_pod_owner{namespace="ns",pod="p",uid="u",owner_kind="A",owner_name="a",owner_is_controller="false"} 1',
      'kube_pod_owner{namespace="ns",pod="p",uid="u",owner_kind="B",owner_name="b",owner_is_controller="true"} 1',
    ]);
  });

  it('shows known reasons, whoever gives them', () => {
    const object = {
      metadata: { name: 'p', namespace: 'ns', uid: 'u', resourceVersion: '7' },
      status: {
        reason: 'Odd',
        conditions: [{ type: 'X', reason: 'SchedulingGated' }],
        containerStatuses: [{ name: 'c', state: { terminated: { reason: 'Evicted' } } }],
      },
    };
    expect(samplesOf(pods, object, 'kube_pod_status_reason')).toEqual([
      'kube_pod_status_reason{namespace="ns",pod="p",uid="u",reason="Evicted"} 1',
      'kube_pod_status_reason{namespace="ns",pod="p",uid="u",reason="SchedulingGated"} 1',
      'kube_pod_status_reason{namespace="ns",pod="p",uid="u",reason="Other"} 1',
    ]);
  });

  it('shows one sample per phase', () => {
    const object = {
      metadata: { name: 'p', namespace: 'ns', uid: 'u', resourceVersion: '7' },
      status: { phase: 'Running' },
    };
    expect(samplesOf(pods, object, 'kube_pod_status_phase')).toEqual([
      'kube_pod_status_phase{namespace="ns",pod="p",uid="u",phase="Pending"} 0',
      'kube_pod_status_phase{namespace="ns",pod="p",uid="u",phase="Succeeded"} 0',
      'kube_pod_status_phase{namespace="ns",pod="p",uid="u",phase="Failed"} 0',
      'kube_pod_status_phase{namespace="ns",pod="p",uid="u",phase="Unknown"} 0',
      'kube_pod_status_phase{namespace="ns",pod="p",uid="u",phase="Running"} 1',
    ]);
  });

  it('names the claims of ephemeral volumes after the pod', () => {
    const object = {
      metadata: { name: 'p', namespace: 'ns', uid: 'u', resourceVersion: '7' },
      spec: {
        volumes: [
          { name: 'v', ephemeral: {} },
          { name: 'w', persistentVolumeClaim: { claimName: 'c', readOnly: true } },
          { name: 'x', emptyDir: {} },
        ],
      },
    };
    expect(
      samplesOf(
        pods,
        object,
        'kube_pod_spec_volumes_persistentvolumeclaims_info',
        'kube_pod_spec_volumes_persistentvolumeclaims_readonly',
      ),
    ).toEqual([
      'kube_pod_spec_volumes_persistentvolumeclaims_info{namespace="ns",pod="p",uid="u",volume="v",persistentvolumeclaim="p-v",ephemeral="true"} 1',
      'kube_pod_spec_volumes_persistentvolumeclaims_info{namespace="ns",pod="p",uid="u",volume="w",persistentvolumeclaim="c",ephemeral="false"} 1',
      'kube_pod_spec_volumes_persistentvolumeclaims_readonly{namespace="ns",pod="p",uid="u",volume="v",persistentvolumeclaim="p-v",ephemeral="true"} 0',
      'kube_pod_spec_volumes_persistentvolumeclaims_readonly{namespace="ns",pod="p",uid="u",volume="w",persistentvolumeclaim="c",ephemeral="false"} 1',
    ]);
  });

  it('shows scheduling', () => {
    const object = {
      metadata: { name: 'p', namespace: 'ns', uid: 'u', resourceVersion: '7' },
      spec: {
        nodeSelector: { 'a.b': '1', 'a-b': '2' },
        tolerations: [{ key: 'k', operator: 'Exists', tolerationSeconds: 300 }],
      },
      status: { conditions: [{ type: 'PodScheduled', status: 'False' }] },
    };
    expect(
      samplesOf(
        pods,
        object,
        'kube_pod_nodeselectors',
        'kube_pod_tolerations',
        'kube_pod_status_unschedulable',
        'kube_pod_status_scheduled',
      ),
    ).toEqual([
      'kube_pod_status_scheduled{namespace="ns",pod="p",uid="u",condition="true"} 0',
      'kube_pod_status_scheduled{namespace="ns",pod="p",uid="u",condition="false"} 1',
      'kube_pod_status_scheduled{namespace="ns",pod="p",uid="u",condition="unknown"} 0',
      'kube_pod_status_unschedulable{namespace="ns",pod="p",uid="u"} 1',
      'kube_pod_tolerations{namespace="ns",pod="p",uid="u",key="k",operator="Exists",value="",effect="",toleration_seconds="300"} 1',
      'kube_pod_nodeselectors{namespace="ns",pod="p",uid="u",nodeselector_a_b_conflict1="2",nodeselector_a_b_conflict2="1"} 1',
    ]);
  });
});
