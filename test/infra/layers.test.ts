import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { Stack } from 'aws-cdk-lib';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { OnnxRuntimeLayer } from '../../infra/layers/onnxruntime-layer.ts';
import { createApp, Synthesised } from './synthesise.ts';

it.each([Architecture.X86_64, Architecture.ARM_64])('a zip function for $name gets ONNX Runtime where Node looks for it', (architecture) => {
  const app = createApp();
  const stack = new Stack(app, 'Test');
  const layer = new OnnxRuntimeLayer(stack, 'Layer', { architecture });
  new LambdaFunction(stack, 'Zip', { architecture, runtime: Runtime.NODEJS_24_X, handler: 'index.handler', code: Code.fromInline('exports.handler = () => require("onnxruntime-node").env'), layers: [layer] });
  const template = new Synthesised(stack);
  expect(template.one('AWS::Lambda::LayerVersion').Properties).toMatchObject({ CompatibleArchitectures: [architecture.name], CompatibleRuntimes: ['nodejs22.x', 'nodejs24.x'] });
  const asset = template.one('AWS::Lambda::LayerVersion').Properties.Content.S3Key as string;
  const binary = path.join('nodejs/node_modules/onnxruntime-node/bin/napi-v6/linux', architecture.name === 'arm64' ? 'arm64' : 'x64', 'onnxruntime_binding.node');
  expect(existsSync(path.join(app.outdir, `asset.${asset.replace('.zip', '')}`, binary))).toBe(true);
});
