import { attemptOfReview } from './attempts.ts';
import type { Authorizer } from './authorizer.ts';
import { at, type JsonObject, textAt } from './objects.ts';

/** Permissions of users, for TokenReview and SubjectAccessReview. */
export interface Permissions {
  /** Bearer token to user name. */
  readonly tokens: Readonly<Record<string, string>>;
  /** Whether a user may use a verb on a path that is no resource, such as GET on /metrics. */
  readonly allows: (user: string, verb: string, path: string) => boolean;
}

/** Everything that reviews are answered from. */
export interface Reviewer {
  readonly permissions: Permissions;
  /** Undefined: everybody may do everything, and `permissions` decide about others. */
  readonly authorizer: Authorizer | undefined;
  /** User of this request. */
  readonly user: string;
}

/** Answers a review; undefined: this path is none. */
export function review(path: string, body: JsonObject, reviewer: Reviewer): JsonObject | undefined {
  const { permissions, authorizer, user: self } = reviewer;
  const spec = (body.spec ?? {}) as JsonObject;
  switch (path) {
    case '/apis/authentication.k8s.io/v1/tokenreviews': {
      const user = (authorizer ?? permissions).tokens[textAt(spec, 'token')];
      const status = user
        ? { authenticated: true, user: { username: user, groups: ['system:authenticated'] } }
        : { authenticated: false };
      return { ...body, status };
    }
    case '/apis/authorization.k8s.io/v1/subjectaccessreviews': {
      const user = textAt(spec, 'user');
      if (authorizer)
        return { ...body, status: { allowed: authorizer.allows(user, attemptOfReview(spec), groupsOf(spec)) } };
      const verb = textAt(spec, 'nonResourceAttributes', 'verb');
      const allowed = permissions.allows(user, verb, textAt(spec, 'nonResourceAttributes', 'path'));
      return { ...body, status: { allowed } };
    }
    case '/apis/authentication.k8s.io/v1/selfsubjectreviews': {
      const userInfo = { username: 'simulated-admin', groups: ['system:masters', 'system:authenticated'] };
      return { ...body, status: { userInfo } };
    }
    case '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews':
      return { ...body, status: { allowed: authorizer?.allows(self, attemptOfReview(spec)) ?? true } };
    case '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews': {
      const everything = {
        resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }],
        nonResourceRules: [],
      };
      const rules = authorizer?.rulesOf(self, textAt(spec, 'namespace')) ?? everything;
      return { ...body, status: { incomplete: false, ...rules } };
    }
    default:
      return undefined;
  }
}

function groupsOf(spec: JsonObject): readonly string[] {
  const groups = at(spec, 'groups');
  return Array.isArray(groups) ? groups.map(String) : [];
}
