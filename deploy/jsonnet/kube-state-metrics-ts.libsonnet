// An addition for kube-prometheus: the image and its resources, and nothing else.
//
//   local kp = (import 'kube-prometheus/main.libsonnet') + (import 'kube-state-metrics-ts.libsonnet') + { ... };
{
  values+:: {
    kubeStateMetrics+: {
      image: 'ghcr.io/kube-state-metrics-ts/kube-state-metrics:0.1.0',
      // kube-prometheus limits the CPU to 100m and the memory to 250Mi. Both suffice for 50,000 pods, but a start takes minutes then.
      resources: {
        requests: { cpu: '100m', memory: '256Mi' },
        limits: { memory: '1Gi' },
      },
    },
    // The addon ksm-autoscaler starts at 1m and 1Mi, in which nothing starts; a cluster of 100 pods starts in 100m and takes
    // 55 MiB of what a limit counts (docs/image.md).
    clusterVerticalAutoscaler+: {
      baseCPU: '100m',
      baseMemory: '128Mi',
    },
  },
}
