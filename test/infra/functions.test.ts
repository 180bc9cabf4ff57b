import { describe, expect, it } from '@jest/globals';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { Architecture } from 'aws-cdk-lib/aws-lambda';
import { DEFAULTS, ENVIRONMENT } from '../../layers/maas/contract/environment.ts';
import { CLOUD_FUNCTIONS, FUNCTIONS } from '../../layers/maas/contract/functions.ts';
import { createService, synthesise, type Synthesised } from './synthesise.ts';
import { Duration } from 'aws-cdk-lib';

const stack = synthesise();
const ALL = { ...FUNCTIONS, ...CLOUD_FUNCTIONS };
const ALL_NAMES = Object.keys(ALL) as (keyof typeof ALL)[];
const root = path.resolve(import.meta.dirname, '..', '..');

const find = (from: Synthesised, name: string): Synthesised['resources'][string]['Properties'] =>
  from.one('AWS::Lambda::Function', `${name.charAt(0).toUpperCase()}${name.slice(1)}Function`)
    .Properties;

describe('functions', () => {
  it('are those of the contract, each with a construct here and a folder in functions/', () => {
    const list = (directory: string): string[] =>
      readdirSync(path.join(root, directory), { withFileTypes: true })
        .flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
        .sort();
    expect(readdirSync(path.join(root, 'infra', 'functions'))).toEqual(
      expect.arrayContaining(ALL_NAMES.map((name) => `${name}-function.ts`)),
    );
    // `web` is predict, as a web function.
    expect(list('functions')).toEqual([...ALL_NAMES, 'web'].sort());
    expect(stack.all('AWS::Lambda::Function')).toHaveLength(ALL_NAMES.length);
  });

  it.each(ALL_NAMES)(
    '%s runs its handler of the one image with what the contract gives it',
    (name) => {
      const spec = ALL[name];
      const properties = find(stack, name);
      expect(properties).toMatchObject({
        PackageType: 'Image',
        ImageConfig: { Command: [`${name}/start.handler`] },
        MemorySize: spec.memoryMb,
        Timeout: spec.timeoutSeconds,
        EphemeralStorage: { Size: spec.ephemeralStorageMb },
        Architectures: ['x86_64'],
        TracingConfig: { Mode: 'Active' },
        LoggingConfig: {
          LogFormat: 'Text',
          LogGroup: {
            Ref: stack.one(
              'AWS::Logs::LogGroup',
              `${name.charAt(0).toUpperCase()}${name.slice(1)}Function`,
            ).id,
          },
        },
      });
      expect(properties.Code.ImageUri).toEqual(find(stack, 'predict').Code.ImageUri);
      expect(properties.Environment.Variables).toMatchObject({
        [ENVIRONMENT.bucket]: { Ref: stack.one('AWS::S3::Bucket', 'StorageModels').id },
        [ENVIRONMENT.defaultModel]: DEFAULTS.defaultModel,
      });
      const known = new Set<string>(Object.values(ENVIRONMENT));
      for (const variable of Object.keys(properties.Environment.Variables)) {
        expect(known).toContain(variable);
      }
    },
  );

  it('take memory, concurrency, architecture and default model from the props', () => {
    const own = synthesise({
      predictMemoryMb: 4096,
      predictMaxConcurrency: 5,
      ingestMemoryMb: 2048,
      architecture: Architecture.ARM_64,
      defaultModel: 'sentiment',
    });
    expect(find(own, 'predict')).toMatchObject({
      MemorySize: 4096,
      ReservedConcurrentExecutions: 5,
      Architectures: ['arm64'],
      Environment: { Variables: { [ENVIRONMENT.defaultModel]: 'sentiment' } },
    });
    expect(find(own, 'ingest')).toMatchObject({
      MemorySize: 2048,
      Environment: { Variables: { [ENVIRONMENT.probeMemoryMb]: '1536' } },
    });
  });

  it('bound what predict may cost, and let its models run for 30 s, by default', () => {
    expect(find(stack, 'predict')).toMatchObject({
      ReservedConcurrentExecutions: 50,
      Timeout: 120,
      Environment: { Variables: { [ENVIRONMENT.predictTimeoutMs]: '30000' } },
    });
    expect(find(synthesise({ predictMaxConcurrency: 'unreserved' }), 'predict')).not.toHaveProperty(
      'ReservedConcurrentExecutions',
    );
  });

  it('leave time to load a model beside a longer run, and let the API wait as long', () => {
    const own = synthesise({ predictTimeout: Duration.minutes(5) });
    expect(find(own, 'predict')).toMatchObject({
      Timeout: 390,
      Environment: { Variables: { [ENVIRONMENT.predictTimeoutMs]: '300000' } },
    });
    const timeouts = own
      .all('AWS::ApiGateway::Method')
      .map(
        ({ Properties }) =>
          (Properties.Integration as { TimeoutInMillis?: number }).TimeoutInMillis,
      );
    expect(Math.max(...timeouts.map((ms) => ms ?? 0))).toBe(420_000);
  });

  it('try models with the memory and the disk of the function that will serve them', () => {
    const own = synthesise({ predictMemoryMb: 4096, predictStorageMb: 8192 });
    expect(find(own, 'predict')).toMatchObject({
      EphemeralStorage: { Size: 8192 },
      Environment: { Variables: { [ENVIRONMENT.bundleBudgetMb]: '8128' } },
    });
    expect(find(own, 'ingest')).toMatchObject({
      MemorySize: 4608,
      Environment: {
        Variables: {
          [ENVIRONMENT.predictMemoryMb]: '4096',
          [ENVIRONMENT.predictTimeoutMs]: '30000',
          [ENVIRONMENT.bundleBudgetMb]: '8128',
          [ENVIRONMENT.probeMemoryMb]: '4096',
        },
      },
    });
  });

  it('are built on the base image that was asked for', () => {
    const { app } = createService({
      baseImage: 'example/node:24',
      architecture: Architecture.ARM_64,
    });
    const assets = app
      .synth()
      .getStackByName('Test')
      .assets.filter(({ packaging }) => packaging === 'container-image');
    expect(assets).toHaveLength(0); // they stand in the manifest of assets
    const manifest = app.synth().artifacts.flatMap((artifact) =>
      'contents' in artifact
        ? Object.values(
            (
              artifact as unknown as {
                contents: { dockerImages?: Record<string, { source: object }> };
              }
            ).contents.dockerImages ?? {},
          )
        : [],
    );
    expect(manifest).toHaveLength(1);
    expect(manifest[0]?.source).toMatchObject({
      dockerBuildArgs: { BASE_IMAGE: 'example/node:24' },
      platform: 'linux/arm64',
    });
  });
});
