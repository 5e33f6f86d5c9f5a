import { type JsonObject, textAt } from './objects.ts';

/** Permissions of users, for TokenReview and SubjectAccessReview. */
export interface Permissions {
  /** Bearer token to user name. */
  readonly tokens: Readonly<Record<string, string>>;
  /** Whether a user may use a verb on a path that is no resource, such as GET on /metrics. */
  readonly allows: (user: string, verb: string, path: string) => boolean;
}

/** Answers a review; undefined: this path is none. */
export function review(path: string, body: JsonObject, permissions: Permissions): JsonObject | undefined {
  const spec = (body.spec ?? {}) as JsonObject;
  switch (path) {
    case '/apis/authentication.k8s.io/v1/tokenreviews': {
      const user = permissions.tokens[textAt(spec, 'token')];
      const status = user
        ? { authenticated: true, user: { username: user, groups: ['system:authenticated'] } }
        : { authenticated: false };
      return { ...body, status };
    }
    case '/apis/authorization.k8s.io/v1/subjectaccessreviews': {
      const verb = textAt(spec, 'nonResourceAttributes', 'verb');
      const allowed = permissions.allows(textAt(spec, 'user'), verb, textAt(spec, 'nonResourceAttributes', 'path'));
      return { ...body, status: { allowed } };
    }
    case '/apis/authentication.k8s.io/v1/selfsubjectreviews': {
      const userInfo = { username: 'simulated-admin', groups: ['system:masters', 'system:authenticated'] };
      return { ...body, status: { userInfo } };
    }
    case '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews':
      return { ...body, status: { allowed: true } };
    case '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews': {
      const resourceRules = [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }];
      return { ...body, status: { resourceRules, nonResourceRules: [], incomplete: false } };
    }
    default:
      return undefined;
  }
}
