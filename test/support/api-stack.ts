import { toMethods, type Route, ROUTES } from '../../layers/maas/contract/routes.ts';
import type { Synthesised } from '../infra/synthesise.ts';
import { synthesise } from '../infra/synthesise.ts';

export const stack = synthesise();
/** Every call that a method of the API is for. */
export const routes = Object.values<Route>(ROUTES).flatMap((route) =>
  toMethods(route).map((method) => ({ ...route, method })),
);

/** The path of a resource, from its parents. */
export function toPath(
  from: Synthesised,
  reference: { Ref?: string; 'Fn::GetAtt'?: unknown },
): string {
  if (reference['Fn::GetAtt']) return '';
  const { ParentId, PathPart } = from.resources[String(reference.Ref)]?.Properties ?? {};
  return `${toPath(from, ParentId)}/${String(PathPart)}`;
}

export function listMethods(
  from: Synthesised,
): { method: string; path: string; properties: (typeof stack.resources)[string]['Properties'] }[] {
  return from.all('AWS::ApiGateway::Method').map(({ Properties }) => ({
    method: Properties.HttpMethod,
    path: toPath(from, Properties.ResourceId),
    properties: Properties,
  }));
}

export const methods = listMethods(stack);

export const find = (method: string, path: string): (typeof methods)[number]['properties'] =>
  methods.find((each) => each.method === method && each.path === path)?.properties;
