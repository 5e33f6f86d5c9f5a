/** Facts about a resource that options depend on. */
export interface KnownResource {
  readonly plural: string;
  readonly byDefault: boolean;
  readonly identityLabels: readonly (readonly [label: string, field: string])[];
}

/** Facts that options are checked against. */
export interface Known {
  readonly resources: readonly KnownResource[];
}
