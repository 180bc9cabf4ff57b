import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { joinWebPackage } from '../../infra/image/web-package.ts';

const work = mkdtempSync(path.join(tmpdir(), 'maas-web-'));
afterAll(() => {
  rmSync(work, { recursive: true, force: true });
});

function write(...names: string[]): void {
  const file = path.join(work, ...names);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, names.join('/'));
}

it("puts a web function's package together from its code and the layers of the image", () => {
  write('code', 'index.js');
  for (const name of ['onnxruntime', 'sharp']) {
    write('image', 'layers', name, 'nodejs', 'node_modules', name, 'index.js');
    write('image', 'layers', name, 'licenses', name, 'LICENSE');
  }
  const whole = joinWebPackage(path.join(work, 'code'), path.join(work, 'image'));
  expect(readdirSync(whole, { recursive: true }).map(String).sort()).toEqual(
    expect.arrayContaining([
      'index.js',
      ...['onnxruntime', 'sharp'].flatMap((name) => [
        path.join('licenses', name, 'LICENSE'),
        path.join('node_modules', name, 'index.js'),
      ]),
    ]),
  );
});
