import type { ApiObject, JsonObject, Metadata } from '../objects.ts';

/** Shapes of the objects that the controllers work on, as far as they read them. */

/** An owner of an object. */
export interface OwnerReference extends JsonObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
}

/** Metadata with the members that controllers read. */
export interface OwnedMetadata extends Metadata {
  readonly ownerReferences?: readonly OwnerReference[];
  readonly annotations?: { readonly [key: string]: string };
  readonly generation?: number;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly deletionGracePeriodSeconds?: number;
  readonly finalizers?: readonly string[];
}

/** A condition in a status. */
export interface Condition extends JsonObject {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
}

/** The end of a container. */
export interface Terminated extends JsonObject {
  readonly exitCode: number;
  readonly reason: string;
  readonly startedAt: string;
  readonly finishedAt: string;
}

/** The state of a container: exactly one of the members. */
export interface ContainerState extends JsonObject {
  readonly waiting?: { readonly reason: string; readonly message?: string };
  readonly running?: { readonly startedAt: string };
  readonly terminated?: Terminated;
}

/** Status of a container. */
export interface ContainerStatus extends JsonObject {
  readonly name: string;
  readonly image: string;
  readonly imageID: string;
  readonly containerID?: string;
  readonly restartCount: number;
  readonly ready: boolean;
  readonly started: boolean;
  readonly state: ContainerState;
  readonly lastState: ContainerState;
}

/** A container as a pod declares it. */
export interface Container extends JsonObject {
  readonly name: string;
  readonly image?: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly resources?: { readonly requests?: { readonly [name: string]: string } };
  readonly restartPolicy?: string;
}

/** A toleration of taints. */
export interface Toleration extends JsonObject {
  readonly key?: string;
  readonly operator?: string;
  readonly value?: string;
  readonly effect?: string;
  readonly tolerationSeconds?: number;
}

/** Spec of a pod. */
export interface PodSpec extends JsonObject {
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly nodeName?: string;
  readonly nodeSelector?: { readonly [key: string]: string };
  readonly tolerations?: readonly Toleration[];
  readonly restartPolicy?: string;
  readonly schedulerName?: string;
  readonly schedulingGates?: readonly JsonObject[];
  readonly volumes?: readonly JsonObject[];
}

/** Status of a pod. */
export interface PodStatus extends JsonObject {
  readonly phase?: string;
  readonly reason?: string;
  readonly podIP?: string;
  readonly startTime?: string;
  readonly conditions?: readonly Condition[];
  readonly containerStatuses?: readonly ContainerStatus[];
  readonly initContainerStatuses?: readonly ContainerStatus[];
}

/** A pod. */
export interface Pod extends ApiObject {
  readonly metadata: OwnedMetadata;
  readonly spec: PodSpec;
  readonly status?: PodStatus;
}

/** A taint of a node. */
export interface Taint extends JsonObject {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
  readonly timeAdded?: string;
}

/** A node. */
export interface Node extends ApiObject {
  readonly metadata: OwnedMetadata;
  readonly spec: JsonObject & { readonly unschedulable?: boolean; readonly taints?: readonly Taint[] };
  readonly status: JsonObject & {
    readonly allocatable?: { readonly [name: string]: string };
    readonly addresses?: readonly { readonly type: string; readonly address: string }[];
    readonly conditions?: readonly Condition[];
  };
}

/** A selector by labels. */
export interface LabelSelector extends JsonObject {
  readonly matchLabels?: { readonly [key: string]: string };
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

/** A template of pods. */
export interface PodTemplate extends JsonObject {
  readonly metadata?: JsonObject & {
    readonly labels?: { readonly [key: string]: string };
    readonly annotations?: { readonly [key: string]: string };
  };
  readonly spec: PodSpec;
}

/** Anything that makes pods from a template. */
export interface Workload extends ApiObject {
  readonly metadata: OwnedMetadata;
  readonly spec: JsonObject & {
    readonly replicas?: number;
    readonly selector: LabelSelector;
    readonly template: PodTemplate;
    readonly paused?: boolean;
    readonly minReadySeconds?: number;
  };
  readonly status?: JsonObject & {
    readonly replicas?: number;
    readonly readyReplicas?: number;
    readonly availableReplicas?: number;
    readonly observedGeneration?: number;
    readonly conditions?: readonly Condition[];
    readonly currentRevision?: string;
    readonly updateRevision?: string;
  };
}
