import {
  toMethods,
  type Method,
  type Plane,
  type Route,
  ROUTES,
} from '../../layers/maas/contract/routes.ts';

/** The calls that a permission allows: a method, and a path in which `*` is any text. */
export interface CallPattern {
  readonly method: Method;
  readonly path: string;
}

/**
 * Lists the fewest patterns that are a plane's calls: a `*` of IAM's takes slashes, too, so what one
 * pattern allows another need not, and `/v2*` is `/v2` with all that is below it. IAM counts them:
 * the policies of a user have 2,048 characters in all, those of a group 5,120, those of a role
 * 10,240.
 */
export function listCallPatterns(plane: Plane): CallPattern[] {
  const calls = Object.values<Route>(ROUTES)
    .filter((route) => route.plane === plane)
    .flatMap((route) => {
      const path = route.path.replaceAll(/\{[^}]+\}/g, '*');
      return toMethods(route).map((method) => ({ method, path }));
    });
  const all = calls.map((call) =>
    hasCallsBelow(call, calls) ? { ...call, path: `${call.path}*` } : call,
  );
  return all.filter(
    (pattern, index) =>
      !all.some(
        (other, place) => allows(other, pattern) && (other.path !== pattern.path || place < index),
      ),
  );
}

function hasCallsBelow({ method, path }: CallPattern, calls: readonly CallPattern[]): boolean {
  return (
    !path.endsWith('*') &&
    calls.some((other) => other.method === method && other.path.startsWith(`${path}/`))
  );
}

function allows(pattern: CallPattern, { method, path }: CallPattern): boolean {
  const parts = pattern.path
    .split('*')
    .map((part) => part.replaceAll(/[$()+.?[\\\]^{|}]/g, '\\$&'));
  return pattern.method === method && new RegExp(`^${parts.join('.*')}$`).test(path);
}
