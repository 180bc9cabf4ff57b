import { createPlatformStack } from '../infra/platform-stack.ts';
import { createApp, type Resource, Synthesised } from '../infra/synthesise.ts';

const made = createPlatformStack(createApp());
export const { service, outside } = made;
export const platform = new Synthesised(made.stack);
export const imported = (value: unknown): string => JSON.stringify(value);
export const own = (type: string): (Resource & { id: string })[] => platform.all(type);
