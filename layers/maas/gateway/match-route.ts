import { toMethods, type Method, ROUTES, type Route } from '../contract/routes.ts';

export interface RouteMatch {
  readonly route: Route;
  readonly parameters: Readonly<Record<string, string>>;
}

/** A segment of a path template: one that is written out, or one in braces with its name. */
interface Part {
  readonly text: string;
  readonly name: string | undefined;
}

interface Resource {
  readonly parts: readonly Part[];
  readonly routes: readonly Route[];
}

/** Resources by how many segments they have. */
type Resources = ReadonlyMap<number, readonly Resource[]>;

/**
 * @param path as it was sent, percent-encoded
 * @returns the methods that the path has, and the route of this one; undefined when there is no
 *   such path
 */
export type MatchRoute = (
  method: string,
  path: string,
) => { methods: readonly string[]; match?: RouteMatch } | undefined;

/** All routes of the API. */
export const matchRoute = createMatcher(Object.values(ROUTES));

/** @param routes as API Gateway would have them, a path template and its methods */
export function createMatcher(routes: readonly Route[]): MatchRoute {
  const resources = Map.groupBy(
    [...Map.groupBy(routes, ({ path }) => path)].map(([template, own]) => ({
      parts: template.split('/').map(toPart),
      routes: own,
    })),
    ({ parts }) => parts.length,
  );
  return (method, path) => findRoute(resources, method, path);
}

function findRoute(resources: Resources, method: string, path: string): ReturnType<MatchRoute> {
  const segments = path.replace(/\/$/, '').split('/');
  let found: { routes: readonly Route[]; parameters: Record<string, string> } | undefined;
  for (const { parts, routes } of resources.get(segments.length) ?? []) {
    const parameters = matchTemplate(parts, segments);
    // As API Gateway decides: a segment that is written out goes before one in braces.
    if (
      parameters &&
      (!found || Object.keys(parameters).length < Object.keys(found.parameters).length)
    ) {
      found = { routes, parameters };
    }
  }
  if (!found) return undefined;
  const { routes, parameters } = found;
  const route = routes.find((candidate) => toMethods(candidate).includes(method as Method));
  return {
    methods: routes.flatMap(toMethods),
    ...(route ? { match: { route, parameters } } : {}),
  };
}

function toPart(text: string): Part {
  return { text, name: /^\{(\w+)\}$/.exec(text)?.[1] };
}

/**
 * Parameters stay percent-encoded, as REST APIs hand them on: the function decodes them, once.
 * @param segments as many as the template has
 */
function matchTemplate(
  template: readonly Part[],
  segments: readonly string[],
): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [index, { text, name }] of template.entries()) {
    const segment = segments[index] ?? '';
    if (name === undefined ? text !== segment : segment === '') return undefined;
    if (name !== undefined) parameters[name] = segment;
  }
  return parameters;
}
