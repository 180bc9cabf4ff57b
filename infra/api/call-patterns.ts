import { type Plane, type Route, ROUTES } from '../../layers/maas/contract/routes.ts';

/** The calls that a permission allows: a method, and a path in which `*` is any text. */
export interface CallPattern {
  readonly method: Route['method'];
  readonly path: string;
}

/**
 * Lists the fewest patterns that are a plane's calls: a `*` of IAM's takes slashes, too, so what one
 * pattern allows another need not. IAM counts them: the policies of a user have 2,048 characters in
 * all, those of a group 5,120, those of a role 10,240.
 */
export function listCallPatterns(plane: Plane): CallPattern[] {
  const all = Object.values<Route>(ROUTES)
    .filter((route) => route.plane === plane)
    .map(({ method, path }) => ({ method, path: path.replaceAll(/\{[^}]+\}/g, '*') }));
  return all.filter(
    (pattern, index) =>
      !all.some(
        (other, place) => allows(other, pattern) && (other.path !== pattern.path || place < index),
      ),
  );
}

function allows(pattern: CallPattern, { method, path }: CallPattern): boolean {
  const parts = pattern.path
    .split('*')
    .map((part) => part.replaceAll(/[$()+.?[\\\]^{|}]/g, '\\$&'));
  return pattern.method === method && new RegExp(`^${parts.join('.*')}$`).test(path);
}
