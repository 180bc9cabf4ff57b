import { describe, expect, it } from '@jest/globals';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { findMountPath, placeLocation } from '../../layers/maas/hosts/place-location.ts';

const event = (resource: string, path: string | undefined): APIGatewayProxyEvent =>
  ({ resource, requestContext: { path } }) as unknown as APIGatewayProxyEvent;

describe('the mount path', () => {
  it.each([
    ['the stage of the default address', '/prod/models/m/versions', '/prod'],
    ['the base path of a custom domain', '/ml/models/m/versions', '/ml'],
    ['a base path of two segments', '/ml/v1/models/m/versions', '/ml/v1'],
    ['nothing under a domain without base path', '/models/m/versions', ''],
    ['the same when the call ends in a slash', '/prod/models/m/versions/', '/prod'],
    ['nothing when the event does not say', undefined, ''],
  ])('is %s', (_, path, expected) => {
    expect(findMountPath(event('/models/{model}/versions', path))).toBe(expected);
  });
});

describe('a location', () => {
  const created = { status: 201, headers: { location: '/models/m/versions/2' }, body: '' };

  it('resolves to a path that can be called when the API has a stage', () => {
    const { headers } = placeLocation(created, '/prod');
    expect(
      new URL(headers?.location ?? '', 'https://id.execute-api.eu-west-1.amazonaws.com/prod/upload')
        .pathname,
    ).toBe('/prod/models/m/versions/2');
  });

  it('stays as it is when it is an address, or there is none', () => {
    const away = { ...created, headers: { location: 'https://example.com/' } };
    expect(placeLocation(away, '/prod')).toBe(away);
    expect(placeLocation({ status: 200, body: '' }, '/prod')).toEqual({ status: 200, body: '' });
  });
});
