import { describe, expect, it } from 'vitest';
import { samplesOf } from '../../test/support/rendering.ts';
import { nodes } from './nodes.ts';

describe('nodes', () => {
  it('shows versions and the internal address', () => {
    const object = {
      metadata: { name: 'n', uid: 'u', resourceVersion: '7' },
      spec: { podCIDR: '10.1.0.0/24', providerID: 'p' },
      status: {
        nodeInfo: {
          kernelVersion: 'k',
          osImage: 'o',
          containerRuntimeVersion: 'c',
          kubeletVersion: 'v',
          systemUUID: 's',
        },
        addresses: [
          { type: 'Hostname', address: 'h' },
          { type: 'InternalIP', address: '10.0.0.1' },
        ],
      },
    };
    expect(samplesOf(nodes, object, 'kube_node_info', 'kube_node_status_addresses')).toEqual([
      'kube_node_info{node="n",kernel_version="k",os_image="o",container_runtime_version="c",kubelet_version="v",kubeproxy_version="deprecated",provider_id="p",pod_cidr="10.1.0.0/24",system_uuid="s",internal_ip="10.0.0.1"} 1',
      'kube_node_status_addresses{node="n",type="Hostname",address="h"} 1',
      'kube_node_status_addresses{node="n",type="InternalIP",address="10.0.0.1"} 1',
    ]);
  });

  it('shows roles and taints', () => {
    const object = {
      metadata: {
        name: 'n',
        uid: 'u',
        resourceVersion: '7',
        labels: { 'node-role.kubernetes.io/worker': '', app: 'x' },
      },
      spec: { unschedulable: true, taints: [{ key: 'k', effect: 'NoSchedule' }], podCIDRs: ['a', 'b'] },
    };
    expect(
      samplesOf(
        nodes,
        object,
        'kube_node_role',
        'kube_node_spec_taint',
        'kube_node_spec_unschedulable',
        'kube_node_spec_pod_cidrs',
      ),
    ).toEqual([
      'kube_node_role{node="n",role="worker"} 1',
      'kube_node_spec_pod_cidrs{node="n",pod_cidr="a"} 1',
      'kube_node_spec_pod_cidrs{node="n",pod_cidr="b"} 1',
      'kube_node_spec_taint{node="n",key="k",value="",effect="NoSchedule"} 1',
      'kube_node_spec_unschedulable{node="n"} 1',
    ]);
  });

  it('shows amounts with their units', () => {
    const object = {
      metadata: { name: 'n', uid: 'u', resourceVersion: '7' },
      status: {
        capacity: { cpu: '1500m', memory: '1Ki', pods: '110', 'hugepages-2Mi': '0', 'nvidia.com/gpu': '2', odd: '1' },
        allocatable: { cpu: 'x' },
      },
    };
    expect(samplesOf(nodes, object, 'kube_node_status_capacity', 'kube_node_status_allocatable')).toEqual([
      'kube_node_status_capacity{node="n",resource="cpu",unit="core"} 1.5',
      'kube_node_status_capacity{node="n",resource="memory",unit="byte"} 1024',
      'kube_node_status_capacity{node="n",resource="pods",unit="integer"} 110',
      'kube_node_status_capacity{node="n",resource="hugepages_2Mi",unit="byte"} 0',
      'kube_node_status_capacity{node="n",resource="nvidia_com_gpu",unit="integer"} 2',
    ]);
  });
});
