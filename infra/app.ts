/**
 * The app that `cdk deploy` and `npm run synth` run. From the context (`-c name=value`):
 * `stackName`, `architecture` (x86_64 or arm64), `baseImage` of the functions' image,
 * `imageContext`, a folder to build it from in place of one made now, `predictOn` (function or web).
 */
import { App, Validations } from 'aws-cdk-lib';
import { Architecture } from 'aws-cdk-lib/aws-lambda';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { stageImage } from '../scripts/build-images.ts';
import { stageWeb } from '../scripts/build-web.ts';
import { ModelServiceStack } from './model-service-stack.ts';

const ARCHITECTURES: Readonly<Record<string, Architecture>> = {
  x86_64: Architecture.X86_64,
  arm64: Architecture.ARM_64,
};

const app = new App();
Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));

const predictOn = findContext('predictOn') ?? 'function';
if (predictOn !== 'function' && predictOn !== 'web') {
  throw new Error(`The context's predictOn must be function or web; got '${predictOn}'.`);
}
const architecture = findContext('architecture') ?? (predictOn === 'web' ? 'arm64' : 'x86_64');
const known = ARCHITECTURES[architecture];
if (!known) {
  throw new Error(
    `The context's architecture must be ${Object.keys(ARCHITECTURES).join(' or ')}; got ` +
      `'${architecture}'.`,
  );
}
const baseImage = findContext('baseImage');
if (predictOn === 'web') await stageWeb('arm64');

new ModelServiceStack(app, findContext('stackName') ?? 'ServerlessMaas', {
  description:
    'Models as a service: upload an ONNX model, get a validated, versioned, monitored HTTPS ' +
    'endpoint',
  architecture: known,
  imageContext:
    findContext('imageContext') ?? (await stageImage(known.name === 'arm64' ? 'arm64' : 'x86_64')),
  baseImage,
  predictOn,
});

function findContext(name: string): string | undefined {
  const value: unknown = app.node.tryGetContext(name);
  if (value === undefined || typeof value === 'string') return value;
  throw new Error(`The context's ${name} must be text; got ${JSON.stringify(value)}.`);
}
