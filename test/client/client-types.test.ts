import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { build } from 'esbuild';
import { expect, it } from '@jest/globals';
import { CLIENT_TYPES, generateClientTypes } from '../../scripts/write-client-types.ts';

const root = path.resolve(import.meta.dirname, '../..');
const { exports } = createRequire(import.meta.url)('../../package.json') as {
  exports: Record<string, unknown>;
};

/** Every operation of the API has its types, so `call` takes it. */
it('are those of the API as it is', async () => {
  const isCurrent = readFileSync(CLIENT_TYPES, 'utf8') === (await generateClientTypes());
  expect(isCurrent ? '' : 'run node scripts/launch.mjs scripts/write-client-types.ts').toBe('');
});

it.each([
  ['index.ts', 6_144],
  ['sigv4.ts', 3_072],
])('client/%s is small, for browsers, and drags nothing along', async (entry, mostBytes) => {
  const { outputFiles, metafile } = await build({
    entryPoints: [path.join(root, 'client', entry)],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  const inputs = Object.keys(metafile.inputs).map((file) =>
    path.relative(root, path.resolve(file)),
  );
  expect(inputs.filter((file) => !file.startsWith('client/'))).toEqual([]);
  expect(outputFiles[0]?.contents.length).toBeLessThanOrEqual(mostBytes);
});

it('has entries in the package of its own', () => {
  expect(Object.keys(exports)).toEqual(expect.arrayContaining(['./client', './client/sigv4']));
});
