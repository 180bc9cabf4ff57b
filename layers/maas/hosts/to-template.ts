import { ROUTES, type Route } from '../contract/routes.ts';

interface Placed {
  readonly resource: string;
  readonly parameters: Readonly<Record<string, string | undefined>>;
}

const PATHS: ReadonlySet<string> = new Set(Object.values<Route>(ROUTES).map(({ path }) => path));

/**
 * A resource by the contract's path. Those of an endpoint name their model:
 * `/v2/models/ocr/versions/{version}/infer` is `/v2/models/{model}/versions/{version}/infer` with a
 * parameter more.
 */
export function toTemplate({ resource, parameters }: Placed): Placed {
  if (PATHS.has(resource)) return { resource, parameters };
  const segments = resource.split('/');
  const template = [...PATHS].find((path) => isAlike(path.split('/'), segments));
  if (template === undefined) return { resource, parameters };
  const named = template.split('/').flatMap((part, index) => {
    const value = segments[index] ?? '';
    return isVariable(part) && !isVariable(value) ? [[part.slice(1, -1), value] as const] : [];
  });
  return { resource: template, parameters: { ...parameters, ...Object.fromEntries(named) } };
}

function isAlike(template: readonly string[], segments: readonly string[]): boolean {
  return (
    template.length === segments.length &&
    template.every((part, index) => part === segments[index] || isVariable(part))
  );
}

function isVariable(segment: string): boolean {
  return segment.startsWith('{');
}
