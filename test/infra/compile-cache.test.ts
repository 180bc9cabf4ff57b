import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..', '..');
const work = mkdtempSync(path.join(tmpdir(), 'maas-compile-cache-'));
const program = path.join(work, 'program.js');

beforeAll(() => {
  // Long enough that Node keeps what V8 made of it.
  const lines = Array.from({ length: 500 }, (_, index) => `exports.f${index} = () => ${index};`);
  writeFileSync(program, lines.join('\n'));
});
afterAll(() => {
  rmSync(work, { recursive: true });
});

/** Starts Node with flags as they stand in a file. @returns what it says of the program's cache */
function start(flags: readonly string[], cache: string): string {
  const { stderr } = spawnSync(process.execPath, [...flags, '--eval', `require('${program}')`], {
    encoding: 'utf8',
    env: { NODE_COMPILE_CACHE: path.join(work, cache), NODE_DEBUG_NATIVE: 'COMPILE_CACHE' },
  });
  return stderr
    .split('\n')
    .filter((line) => line.includes('program.js') && line.includes('reading cache'))
    .join('\n');
}

/** The image's own, and those of AWS's bootstrap for a function of 1,769 MB. */
const BUILD = /timeout 60 node (?<flags>.*?) \/var\/task\/keep-code\.js/.exec(
  read('functions/Dockerfile'),
);
const START = /\/bin\/node (?<flags>--[^]*?)\s+(?:\\\s+)?--require/.exec(
  read('test/tools/lambda-base-image.sh'),
);

function read(file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}

function toFlags(match: RegExpExecArray | null): string[] {
  return (match?.groups?.flags ?? '')
    .replaceAll(/\$\(\(memory \* (\d+) \/ (\d+)\)\)/g, (_, times: string, by: string) =>
      String(Math.floor((1769 * Number(times)) / Number(by))),
    )
    .split(/[\s\\]+/);
}

describe('the compile cache of the image', () => {
  it("is read by a start with the flags of AWS's bootstrap", () => {
    expect(toFlags(START)).toContain('--expose-gc');
    expect(start(toFlags(BUILD), 'built')).not.toContain('success');
    expect(start(toFlags(START), 'built')).toContain('success');
  });

  it('would not be read when it was made without them', () => {
    start([], 'plain');
    expect(start(toFlags(START), 'plain')).not.toContain('success');
  });
});
