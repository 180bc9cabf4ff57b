/**
 * The stack of a platform team's first wishes, with the real image, for an account of its own to be
 * deployed to. From the context: `account`, `region`, `baseImage`.
 */
import { App } from 'aws-cdk-lib';
import { stageImage } from '../../scripts/build-images.ts';
import { createPlatformStack } from '../infra/platform-stack.ts';

const app = new App();
const read = (name: string): string => String(app.node.getContext(name));
createPlatformStack(app, {
  env: { account: read('account'), region: read('region') },
  imageContext: await stageImage('x86_64'),
  baseImage: read('baseImage'),
});
