import { describe, expect, it } from '@jest/globals';
import { type App, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ModelService } from '../../infra/model-service.ts';
import { toServiceNames } from '../../infra/names/service-names.ts';
import { createApp, createImageContext, Synthesised } from './synthesise.ts';

const imageContext = createImageContext();

function createModels(scope: Construct): ModelService {
  return new ModelService(scope, 'Models', { imageContext });
}

/** All that CloudWatch would tell two services apart by: API, metrics, alarms and dashboards. */
function listNames(stack: Stack): string[] {
  const synthesised = new Synthesised(stack);
  const dimensions = JSON.stringify(synthesised.all('AWS::CloudWatch::Alarm'));
  return [
    ...synthesised.all('AWS::ApiGateway::RestApi').map(({ Properties }) => Properties.Name),
    ...synthesised
      .all('AWS::Lambda::Function')
      .map(({ Properties }) => Properties.Environment.Variables.MAAS_METRIC_NAMESPACE),
    ...[...dimensions.matchAll(/"Namespace":"(ServerlessMaas[^"]*)"/g)].map(([, name]) => name),
    ...[...dimensions.matchAll(/"ApiName","Value":"([^"]*)"/g)].map(([, name]) => name),
  ] as string[];
}

function expectDisjoint(one: Stack, other: Stack): void {
  const [ours, theirs] = [listNames(one), listNames(other)];
  expect(ours.length).toBeGreaterThan(6);
  expect(ours.filter((name) => theirs.includes(name))).toEqual([]);
}

describe('two services', () => {
  it('share no name when they are two stacks of one app', () => {
    const app = createApp();
    const deploy = (name: string): Stack => Stack.of(createModels(new Stack(app, name)));
    expectDisjoint(deploy('Staging'), deploy('Production'));
  });

  it('share no name when one app is deployed under two stack names', () => {
    const deploy = (stackName: string): Stack =>
      Stack.of(createModels(new Stack(createApp(), 'Models', { stackName })));
    expectDisjoint(deploy('feature-a'), deploy('feature-b'));
  });

  it('share no name when they are nested stacks of one name', () => {
    const app = createApp();
    const nest = (parent: string): Construct =>
      new Construct(new NestedStack(new Stack(app, parent), 'Inner'), 'Models');
    expect(toServiceNames(nest('One'))).toEqual({
      metricNamespace: 'ServerlessMaas/One/Inner/Models',
      alarmPrefix: 'ServerlessMaas/One/Inner/Models',
      rolloutRule: 'One-Inner-Models-rollouts',
      apiName: 'One.Inner.Models',
    });
    expect(toServiceNames(nest('Two')).apiName).toBe('Two.Inner.Models');
  });
});

describe('names', () => {
  const nameIn = (stack: Stack, id = 'Models'): ReturnType<typeof toServiceNames> =>
    toServiceNames(new Construct(stack, id));

  it('keep the metrics of the app that was deployed before', () => {
    expect(nameIn(new Stack(createApp(), 'ServerlessMaas'))).toEqual({
      metricNamespace: 'ServerlessMaas/ServerlessMaas/Models',
      alarmPrefix: 'ServerlessMaas/ServerlessMaas/Models',
      rolloutRule: 'ServerlessMaas-Models-rollouts',
      apiName: 'ServerlessMaas.Models',
    });
  });

  it('are of the stack as it is deployed, whatever stands around it', () => {
    const app: App = createApp();
    const stack = new Stack(new Stage(app, 'Live'), 'Stack');
    expect(nameIn(stack).metricNamespace).toBe('ServerlessMaas/Live-Stack/Models');
  });

  it('are told apart by a hash when ids have characters that no metric takes', () => {
    const stack = new Stack(createApp(), 'Test');
    const [one, other] = ['模型', '服务'].map((id) => nameIn(stack, id));
    expect(one?.apiName).toMatch(/^Test\.-[0-9a-f]{8}$/);
    expect(one?.apiName).not.toBe(other?.apiName);
    expect(nameIn(stack, 'a.b').apiName).not.toBe(
      toServiceNames(new Construct(new Construct(stack, 'a'), 'b')).apiName,
    );
  });

  it('stay within what CloudWatch takes when ids are long', () => {
    const stack = new Stack(createApp(), 'Test');
    for (const name of Object.values(nameIn(stack, 'x'.repeat(300)))) {
      expect(name).toMatch(/^[\x21-\x7e]{1,255}$/);
    }
  });
});
