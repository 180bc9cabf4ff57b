import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ModelService } from '../../infra/model-service.ts';
import type { ModelServiceProps } from '../../infra/props/model-service-props.ts';

const root = path.resolve(import.meta.dirname, '..', '..');

export interface Resource {
  readonly Type: string;
  readonly DependsOn?: readonly string[];
  readonly DeletionPolicy?: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- asserted by whoever reads them
  readonly Properties: any;
}

/** An image context that nobody builds. */
export function createImageContext(): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'maas-context-'));
  writeFileSync(path.join(directory, 'Dockerfile'), 'FROM scratch\n');
  return directory;
}

/** Under the feature flags of `cdk.json`, as the CLI would. */
export function createApp(): App {
  const { context } = JSON.parse(readFileSync(path.join(root, 'cdk.json'), 'utf8')) as {
    context: Record<string, unknown>;
  };
  return new App({ context, outdir: mkdtempSync(path.join(tmpdir(), 'maas-synth-')) });
}

export function createService(props: ModelServiceProps = {}): {
  app: App;
  stack: Stack;
  service: ModelService;
} {
  const app = createApp();
  const stack = new Stack(app, 'Test');
  return {
    app,
    stack,
    service: new ModelService(stack, 'Models', { imageContext: createImageContext(), ...props }),
  };
}

export class Synthesised {
  readonly template: Template;
  readonly resources: Readonly<Record<string, Resource>>;

  constructor(stack: Stack) {
    this.template = Template.fromStack(stack);
    this.resources = this.template.toJSON().Resources as Record<string, Resource>;
  }

  all(type: string): (Resource & { id: string })[] {
    return Object.entries(this.resources).flatMap(([id, resource]) =>
      resource.Type === type ? [{ id, ...resource }] : [],
    );
  }

  /** The only one of its type whose logical id has this part. */
  one(type: string, part = ''): Resource & { id: string } {
    const found = this.all(type).filter(({ id }) => id.includes(part));
    if (found.length !== 1 || found[0] === undefined) {
      throw new Error(`There are ${found.length} ${type} with '${part}' in their id.`);
    }
    return found[0];
  }
}

export function synthesise(props: ModelServiceProps = {}): Synthesised {
  return new Synthesised(createService(props).stack);
}

/**
 * A template whose lists can be compared: where CDK merges statements, their order depends on how
 * many tokens the app made before.
 */
export function sortLists(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value
      .map(sortLists)
      .sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, child]) => [key, sortLists(child)]),
  );
}
