import { type Route, ROUTES } from '../../layers/maas/contract/routes.ts';

const { huggingFaceOfOrganisation, predictInstances } = ROUTES;
/** The hub's `org/name` is named `org--name` here, as `core/registry/names.ts` does it. */
const HUB_NAME = /^(?<organisation>.+?)--(?<name>.+)$/;

/**
 * The routes of `predict` whose path names a model, with the name in its place. Calls that name it
 * elsewhere, in a query or a body, are for the function of all models.
 */
export function listEndpointRoutes(model: string): Route[] {
  return Object.values<Route>(ROUTES)
    .filter(({ function: name, path }) => name === 'predict' && path.includes('{model}'))
    .flatMap((route) => {
      const path = toPath(route.path, model);
      return path === undefined ? [] : [{ ...route, path }];
    });
}

/** @returns undefined where a path has two segments and the model's name only one */
function toPath(path: Route['path'], model: string): Route['path'] | undefined {
  if (path === predictInstances.path) return `/v1/models/${model}:predict`;
  if (path !== huggingFaceOfOrganisation.path) {
    return path.replace('{model}', model) as Route['path'];
  }
  const { organisation, name } = HUB_NAME.exec(model)?.groups ?? {};
  return organisation === undefined || name === undefined
    ? undefined
    : `/hf/models/${organisation}/${name}`;
}
