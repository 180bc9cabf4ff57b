import { copyFileSync, cpSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** Files that hold the demo model, which stands once in this project. */
const DEMO_FILES: Readonly<Record<string, readonly string[]>> = {
  eb723bd: ['924ac1ae-6ec0-45b3-809c-8187373057a8', 'ade321bb-79cb-4304-aae0-970eee826f10'],
};

/** A copy of the home that a release wrote, as it left it: see `test/fixtures/homes`. */
export function copyEarlierHome(release: string): string {
  const home = path.join(mkdtempSync(path.join(tmpdir(), 'maas-earlier-')), 'home');
  cpSync(path.join(ROOT, 'test/fixtures/homes', release), home, { recursive: true });
  mkdirSync(path.join(home, 'tmp')); // empty, so git has none
  for (const name of DEMO_FILES[release] ?? []) {
    copyFileSync(
      path.join(ROOT, 'examples/sentiment/model.onnx'),
      path.join(home, 'store/files', name),
    );
  }
  return home;
}
