import path from 'node:path';
import { buildSync } from 'esbuild';

const PROGRAMS = path.resolve(import.meta.dirname, '../../support/programs');

/** A program of `test/support/programs` as one CommonJS file, as functions are. */
export function bundleProgram(name: string): string {
  const { outputFiles } = buildSync({
    entryPoints: [path.join(PROGRAMS, name)],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    define: { 'import.meta.filename': '__filename', 'import.meta.dirname': '__dirname' },
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}
