import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { Stack } from 'aws-cdk-lib';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { OnnxRuntimeLayer } from '../../infra/layers/onnxruntime-layer.ts';
import { stageLayer } from '../../scripts/stage-layers.ts';
import { createApp, Synthesised } from './synthesise.ts';

const work = mkdtempSync(path.join(tmpdir(), 'maas-layer-'));
afterAll(() => {
  rmSync(work, { recursive: true });
});

it.each([Architecture.X86_64, Architecture.ARM_64])(
  'a zip function for $name gets ONNX Runtime where Node looks for it',
  (architecture) => {
    const app = createApp();
    const stack = new Stack(app, 'Test');
    const directory = stageLayer(
      'onnxruntime',
      architecture.name === 'arm64' ? 'arm64' : 'x64',
      path.join(work, architecture.name),
    );
    const layer = new OnnxRuntimeLayer(stack, 'Layer', { architecture, directory });
    new LambdaFunction(stack, 'Zip', {
      architecture,
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromInline('exports.handler = () => require("onnxruntime-node").env'),
      layers: [layer],
    });
    const template = new Synthesised(stack);
    expect(template.one('AWS::Lambda::LayerVersion').Properties).toMatchObject({
      CompatibleArchitectures: [architecture.name],
      CompatibleRuntimes: ['nodejs22.x', 'nodejs24.x'],
    });
    const asset = template.one('AWS::Lambda::LayerVersion').Properties.Content.S3Key as string;
    const binary = path.join(
      'nodejs/node_modules/onnxruntime-node/bin/napi-v6/linux',
      architecture.name === 'arm64' ? 'arm64' : 'x64',
      'onnxruntime_binding.node',
    );
    expect(existsSync(path.join(app.outdir, `asset.${asset.replace('.zip', '')}`, binary))).toBe(
      true,
    );
  },
);

it('says how to get the layer when it is not there', () => {
  expect(
    () =>
      new OnnxRuntimeLayer(new Stack(createApp(), 'Test'), 'Layer', {
        directory: '/no/such/folder',
      }),
  ).toThrow("There is no ONNX Runtime in '/no/such/folder'; 'npm run build' puts it there.");
});
