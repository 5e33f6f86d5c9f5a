/** A client, as the API server knows it (UserInfo of authentication.k8s.io/v1). */
export interface User {
  readonly name: string;
  readonly uid: string;
  readonly groups: readonly string[];
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

/** A request for something that is not a resource of the API. */
export interface NonResourceRequest {
  readonly path: string;
  /** HTTP method in lower case. */
  readonly verb: string;
}

/**
 * Authentication and authorization by the API server. Throws API_UNREACHABLE or API_REFUSED where it does not answer, and CREDENTIALS
 * where it cannot be asked.
 */
export interface Reviews {
  /** Returns whose token it is; undefined if it is nobody's. */
  authenticate(token: string): Promise<User | undefined>;
  authorize(user: User, request: NonResourceRequest): Promise<boolean>;
}
