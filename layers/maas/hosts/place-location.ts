import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { HttpResponse } from '../http/http-response.ts';

/**
 * Finds the part of the caller's path before the route's own: the stage, or the base path of a
 * custom domain; nothing on one machine.
 */
export function findMountPath({
  resource,
  requestContext,
}: Pick<APIGatewayProxyEvent, 'resource' | 'requestContext'>): string {
  // `event.path` has the base path and not the stage; this one has whichever the caller sent.
  const called = (requestContext.path as string | undefined)?.split('/').filter(Boolean) ?? [];
  const own = resource.split('/').filter(Boolean).length;
  return called
    .slice(0, Math.max(0, called.length - own))
    .map((segment) => `/${segment}`)
    .join('');
}

/** A `location` names a path of ours; the caller must be able to call it. */
export function placeLocation(response: HttpResponse, mountPath: string): HttpResponse {
  const { location } = response.headers ?? {};
  return mountPath === '' || !location?.startsWith('/')
    ? response
    : { ...response, headers: { ...response.headers, location: `${mountPath}${location}` } };
}
