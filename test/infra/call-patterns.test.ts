import { describe, expect, it } from '@jest/globals';
import { Stack } from 'aws-cdk-lib';
import { AccountRootPrincipal, Group, type IGrantable, Role, User } from 'aws-cdk-lib/aws-iam';
import { listCallPatterns } from '../../infra/api/call-patterns.ts';
import { ModelService } from '../../infra/model-service.ts';
import type { Plane } from '../../layers/maas/contract/routes.ts';
import { routes } from '../support/api-stack.ts';
import { createImageContext, createService, Synthesised } from './synthesise.ts';

/** As IAM reads a pattern. */
function isAllowed({ method, path }: (typeof routes)[number], plane: Plane): boolean {
  const call = path.replaceAll(/\{[^}]+\}/g, 'x');
  return listCallPatterns(plane).some((pattern) => {
    const parts = pattern.path.split('*').map((part) => part.replaceAll('.', '\\.'));
    return pattern.method === method && new RegExp(`^${parts.join('.*')}$`).test(call);
  });
}

describe('the patterns of calls', () => {
  it.each<Plane>(['control', 'data'])('are those of the %s plane, and of no other', (plane) => {
    const allowed = routes.filter((route) => isAllowed(route, plane));
    expect(allowed).toEqual(routes.filter((route) => route.plane === plane));
  });
});

const auth = { dataPlaneAuth: 'iam', controlPlaneAuth: 'iam' } as const;
const { app, stack, service } = createService(auth);
const second = new ModelService(new Stack(app, 'Second'), 'Models', {
  imageContext: createImageContext(),
  ...auth,
});

function grantBoth(grantee: IGrantable, services = [service]): void {
  for (const each of services) {
    each.grantControl(grantee);
    each.grantPredict(grantee);
  }
}
service.grantControl(new User(stack, 'User'));
grantBoth(new Group(stack, 'Group'));
grantBoth(new Role(stack, 'Role', { assumedBy: new AccountRootPrincipal() }), [service, second]);
const made = new Synthesised(stack);

/** As the longest of regions would have it. */
function toText(value: unknown): string {
  if (typeof value === 'string') return value;
  const { 'Fn::Join': join, Ref } = value as { 'Fn::Join'?: [string, unknown[]]; Ref?: string };
  if (join) return join[1].map(toText).join('');
  if (Ref === 'AWS::Partition') return 'aws-us-gov';
  return Ref === 'AWS::AccountId' ? '111111111111' : 'ap-southeast-1';
}

describe('a permission to call', () => {
  it.each([
    ['User', 2048],
    ['Group', 5120],
    ['Role', 10_240],
  ])('fits the policies of a %s', (grantee, most) => {
    const policies = made
      .all('AWS::IAM::Policy')
      .filter(({ id }) => id.startsWith(grantee))
      .map(({ Properties }) => {
        const statements = Properties.PolicyDocument.Statement as { Resource: unknown[] }[];
        return statements.map((one) => ({ ...one, Resource: one.Resource.map(toText) }));
      });
    expect(policies).toHaveLength(1);
    expect(JSON.stringify({ Version: '2012-10-17', Statement: policies[0] }).length).toBeLessThan(
      most,
    );
  });
});
