import { ROUTES, type Route } from '../../layers/maas/contract/routes.ts';

export interface RouteMatch {
  readonly route: Route;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Resources as API Gateway has them: a path template, and its methods. */
const RESOURCES = Map.groupBy<string, Route>(Object.values(ROUTES), ({ path }) => path);

/**
 * @param path as it was sent, percent-encoded
 * @returns the methods that the path has, and the route of this one; undefined when there is no such path
 */
export function matchRoute(
  method: string,
  path: string,
): { methods: readonly string[]; match?: RouteMatch } | undefined {
  const segments = path.replace(/\/$/, '').split('/');
  let found: { routes: readonly Route[]; parameters: Record<string, string> } | undefined;
  for (const [template, routes] of RESOURCES) {
    const parameters = matchTemplate(template.split('/'), segments);
    // As API Gateway decides: a segment that is written out goes before one in braces.
    if (
      parameters &&
      (!found || Object.keys(parameters).length < Object.keys(found.parameters).length)
    )
      found = { routes, parameters };
  }
  if (!found) return undefined;
  const { routes, parameters } = found;
  const route = routes.find((candidate) => candidate.method === method);
  return {
    methods: routes.map((candidate) => candidate.method),
    ...(route ? { match: { route, parameters } } : {}),
  };
}

/** Parameters stay percent-encoded, as REST APIs hand them on: the function decodes them, once. */
function matchTemplate(
  template: readonly string[],
  segments: readonly string[],
): Record<string, string> | undefined {
  if (template.length !== segments.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, part] of template.entries()) {
    const segment = segments[index] ?? '';
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name === undefined ? part !== segment : segment === '') return undefined;
    if (name !== undefined) parameters[name] = segment;
  }
  return parameters;
}
