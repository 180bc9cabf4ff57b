/**
 * The package as its users get it: packed, installed into an empty folder from the registry, and
 * used by the example's app.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { App } from 'aws-cdk-lib';
import { ModelServiceStack } from '../../infra/model-service-stack.ts';
import { sortLists } from '../infra/synthesise.ts';
import { type InstalledExample, installExample, run as runIn } from './install-example.ts';

const root = path.resolve(import.meta.dirname, '..', '..');
const work = mkdtempSync(path.join(tmpdir(), 'maas-package-'));
const example = path.join(work, 'cdk-app');
const installed = path.join(example, 'node_modules', 'serverless-maas');
const MB = 1e6;
/**
 * Measured: 51 MB packed, 151 MB unpacked, of which 111 are the two native runtimes for the two
 * processors.
 */
const BUDGET = { packedBytes: 60 * MB, unpackedBytes: 155 * MB };

/** For TypeScript to read CDK's declarations twice, on a machine that is busy with other parts. */
jest.setTimeout(300_000);

let tarball = '';
let files: InstalledExample['files'] = [];

const run = (program: string, args: readonly string[]): Promise<string> =>
  runIn(program, args, example);

interface Template {
  readonly Resources: Record<string, { Type: string; Metadata?: unknown }>;
}

/** Lists the resources that CloudFormation acts on. */
function listResources({ Resources }: Template): unknown {
  return sortLists(
    Object.fromEntries(
      Object.entries(Resources).map(([id, { Metadata: _, ...resource }]) => [id, resource]),
    ),
  );
}

/** A program of a package that was installed into the example. */
function runInstalled(program: string, ...args: readonly string[]): Promise<string> {
  return run(process.execPath, [path.join(example, 'node_modules', program), ...args]);
}

function synthesise(app: string): Promise<string> {
  return runInstalled(
    'aws-cdk/bin/cdk',
    'synth',
    '--quiet',
    '--strict',
    '--no-notices',
    '--no-asset-metadata',
    '--no-version-reporting',
    '--app',
    `"${process.execPath}" ${app}`,
  );
}

/** By this repository's own stack, under the example's name. */
function synthesiseOurs(context: Record<string, unknown>): Template {
  // Of the paths in the metadata, API Gateway's deployment makes a part of its name.
  const app = new App({
    context: { ...context, 'aws:cdk:enable-path-metadata': true },
    outdir: path.join(work, 'ours'),
  });
  new ModelServiceStack(app, 'Reviews', { description: 'What customers think' });
  return app.synth().getStackByName('Reviews').template as Template;
}

beforeAll(async () => {
  ({ tarball, files } = await installExample(work));
}, 600_000);

afterAll(() => {
  rmSync(work, { recursive: true, force: true });
});

describe('the tarball', () => {
  it('stays within its budget', () => {
    expect(statSync(tarball).size).toBeLessThan(BUDGET.packedBytes);
    expect(files.reduce((sum, { size }) => sum + size, 0)).toBeLessThan(BUDGET.unpackedBytes);
  });

  it('has no tests, no sources beside the maps, and no model but the demo', () => {
    const names = files.map((file) => file.path);
    expect(
      names.filter(
        (name) =>
          /(^|\/)test\/|\.(test|real)\.|(?<!\.d)\.ts$/.test(name) && !name.startsWith('examples/'),
      ),
    ).toEqual([]);
    expect(names.filter((name) => name.endsWith('.onnx'))).toEqual([
      'examples/sentiment/model.onnx',
    ]);
    expect(names).toEqual(
      expect.arrayContaining([
        'README.md',
        'LICENSE',
        'docs/deploy.md',
        'dist/lib/infra/index.d.ts',
      ]),
    );
  });

  it('has types and a map with its source for each module', () => {
    const modules = files.flatMap((file) =>
      /^dist\/lib\/.*\.js$/.test(file.path) ? [path.join(installed, file.path)] : [],
    );
    expect(modules.length).toBeGreaterThan(30);
    for (const module of modules) {
      expect(existsSync(module.replace(/\.js$/, '.d.ts'))).toBe(true);
      const { sourcesContent } = JSON.parse(readFileSync(`${module}.map`, 'utf8')) as {
        sourcesContent: string[];
      };
      expect(sourcesContent[0]).not.toBe('');
    }
  });

  it('brings the licences of what it hands on, and a bill of it', () => {
    const names = files.map((file) => file.path);
    for (const architecture of ['x86_64', 'arm64']) {
      const image = `dist/images/${architecture}`;
      expect(names).toEqual(
        expect.arrayContaining([
          `${image}/functions/THIRD-PARTY-NOTICES`,
          `${image}/layers/onnxruntime/licenses/onnxruntime/LICENSE.txt`,
          `${image}/layers/sharp/licenses/sharp/LGPL-3.txt`,
        ]),
      );
    }
    const bill = JSON.parse(
      readFileSync(path.join(installed, 'dist', 'sbom.cdx.json'), 'utf8'),
    ) as {
      bomFormat: string;
      components: { name: string; purl: string; hashes: unknown[]; licenses: unknown[] }[];
    };
    expect(bill.bomFormat).toBe('CycloneDX');
    expect(bill.components.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'onnxruntime-node',
        'sharp',
        'zod',
        '@img/sharp-libvips-linux-x64',
        '@img/sharp-libvips-linux-arm64',
      ]),
    );
    expect(
      bill.components.filter(
        ({ purl, hashes, licenses }) =>
          !purl.startsWith('pkg:npm/') || hashes.length === 0 || licenses.length === 0,
      ),
    ).toEqual([]);
  });

  it('has nothing in it that names this machine', () => {
    const texts = files.filter((file) =>
      /\.(js|map|json|md|ts)$|Dockerfile$|NOTICES$/.test(file.path),
    );
    expect(
      texts
        .filter((file) => readFileSync(path.join(installed, file.path), 'utf8').includes(root))
        .map((file) => file.path),
    ).toEqual([]);
  });
});

describe('an app that uses it', () => {
  it('gets no package with it, and no other Node', () => {
    const { packages } = JSON.parse(
      readFileSync(path.join(example, 'package-lock.json'), 'utf8'),
    ) as {
      packages: Record<
        string,
        { dependencies?: object; optionalDependencies?: object; peerDependencies?: object }
      >;
    };
    const { dependencies, optionalDependencies, peerDependencies } =
      packages['node_modules/serverless-maas'] ?? {};
    expect({ dependencies, optionalDependencies }).toEqual({
      dependencies: undefined,
      optionalDependencies: undefined,
    });
    expect(Object.keys(peerDependencies ?? {})).toEqual(['aws-cdk-lib', 'constructs']);
    expect(existsSync(path.join(example, 'node_modules', '.bin', 'node'))).toBe(false);
  });

  it('is in the versions that this repository is tested with', () => {
    const [own, theirs] = [root, path.join(root, 'examples', 'cdk-app')].map(
      (folder) =>
        JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as {
          version: string;
          devDependencies: Record<string, string>;
          dependencies: Record<string, string>;
        },
    );
    const { 'serverless-maas': packed, ...dependencies } = theirs?.dependencies ?? {};
    expect(packed).toBe(`file:../../serverless-maas-${String(own?.version)}.tgz`);
    expect(own?.devDependencies).toMatchObject({ ...theirs?.devDependencies, ...dependencies });
  });

  it('type-checks under `strict`, our own declarations included', async () => {
    await runInstalled('typescript/bin/tsc');
    // CDK's own declarations do not stand the one option that is taken back.
    writeFileSync(
      path.join(example, 'tsconfig.all.json'),
      '{"extends":"./tsconfig.json","compilerOptions":{"skipLibCheck":false,"exactOptionalPropertyTypes":false}}',
    );
    await runInstalled('typescript/bin/tsc', '-p', 'tsconfig.all.json');
  });

  it('type-checks as the documentation shows it', async () => {
    const blocks = [
      ...readFileSync(path.join(installed, 'docs', 'deploy.md'), 'utf8').matchAll(
        /^```ts\n([^]*?)^```$/gm,
      ),
    ].map(([, code]) => code ?? '');
    expect(blocks.length).toBeGreaterThan(1);
    blocks.forEach((code, index) => {
      writeFileSync(path.join(example, `documented-${index}.ts`), code);
    });
    writeFileSync(
      path.join(example, 'tsconfig.documented.json'),
      '{"extends":"./tsconfig.json","include":["documented-*.ts"]}',
    );
    await runInstalled('typescript/bin/tsc', '-p', 'tsconfig.documented.json');
  });

  it('fails to type-check when a prop is wrong', async () => {
    const wrong = path.join(example, 'wrong.ts');
    writeFileSync(
      wrong,
      readFileSync(path.join(example, 'app.ts'), 'utf8').replace(
        'latencyAlarmThreshold',
        'latencyAlarm',
      ),
    );
    writeFileSync(
      path.join(example, 'tsconfig.wrong.json'),
      '{"extends":"./tsconfig.json","include":["wrong.ts"]}',
    );
    await expect(runInstalled('typescript/bin/tsc', '-p', 'tsconfig.wrong.json')).rejects.toThrow(
      /TS2561|TS2353/,
    );
  });

  it("synthesises without Docker or a finding of CDK's validator, to the resources of our own stack", async () => {
    await synthesise('app.ts');
    const theirs = JSON.parse(
      readFileSync(path.join(example, 'cdk.out', 'Reviews.template.json'), 'utf8'),
    ) as Template;
    const { context } = JSON.parse(readFileSync(path.join(root, 'cdk.json'), 'utf8')) as {
      context: Record<string, unknown>;
    };
    const ours = synthesiseOurs(context);
    const added = Object.keys(theirs.Resources).filter((id) => !(id in ours.Resources));
    expect(added.map((id) => theirs.Resources[id]?.Type).sort()).toEqual([
      'AWS::IAM::Policy',
      'AWS::IAM::Role',
    ]);
    const shared = Object.fromEntries(
      Object.entries(theirs.Resources).filter(([id]) => !added.includes(id)),
    );
    // The image too: what it is built from has the same hash here and there.
    expect(listResources({ Resources: shared })).toEqual(listResources(ours));
  });

  it('does not synthesise with a finding', async () => {
    writeFileSync(
      path.join(example, 'open.ts'),
      `${readFileSync(path.join(example, 'app.ts'), 'utf8')}\nimport { CfnBucket } from ` +
        `'aws-cdk-lib/aws-s3';\nnew CfnBucket(stack, 'Open', { accessControl: 'Nobody' });\n`,
    );
    await expect(synthesise('open.ts')).rejects.toThrow('Reviews/Open');
  });

  it('has the contract at hand, from a module and from CommonJS', async () => {
    const program =
      'console.log(JSON.stringify([Object.keys(m).length > 0, c.ROUTES.predict.path, ' +
      'c.LIMITS.uploadUrlSeconds]))';
    const modules = await run(process.execPath, [
      '--input-type=module',
      '--eval',
      `import * as m from 'serverless-maas'; import * as c from 'serverless-maas/contract'; ` +
        program,
    ]);
    const common = await run(process.execPath, [
      '--input-type=commonjs',
      '--eval',
      `const m = require('serverless-maas'), c = require('serverless-maas/contract'); ${program}`,
    ]);
    expect([modules, common].map((text) => JSON.parse(text))).toEqual(
      Array(2).fill([true, '/models/{model}/predict', 3600]),
    );
  });

  it('finds nothing beside what is public', async () => {
    await expect(
      run(process.execPath, [
        '--eval',
        "require('serverless-maas/dist/lib/infra/resolve-props.js')",
      ]),
    ).rejects.toThrow('ERR_PACKAGE_PATH_NOT_EXPORTED');
  });
});
