import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { KeptProgram } from '../../layers/maas/hosts/kept-program.ts';

const SOURCE = 'exports.answer = () => `${require("node:path").basename(__filename)} 41`;';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'maas-kept-'));
  file = path.join(folder, 'program.js');
  writeFileSync(file, SOURCE);
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function answer(program: KeptProgram): unknown {
  return (program.run() as { answer: () => unknown }).answer();
}

function keep(): void {
  const program = new KeptProgram(file);
  answer(program);
  program.keep();
}

describe('KeptProgram', () => {
  it('is found where something was kept alone', () => {
    expect(KeptProgram.find(file)).toBeUndefined();
    keep();
    expect(KeptProgram.find(file)?.isKept).toBe(true);
  });

  it('runs a program of which nothing was kept', () => {
    const program = new KeptProgram(file);
    expect(answer(program)).toBe('program.js 41');
    expect(program.isKept).toBe(false);
  });

  it('runs what was kept of the same source', () => {
    keep();
    const program = new KeptProgram(file);
    expect(answer(program)).toBe('program.js 41');
    expect(program.isKept).toBe(true);
  });

  it('runs the source when what was kept is of another one, be it as long', () => {
    keep();
    writeFileSync(file, SOURCE.replace('41', '42'));
    const program = new KeptProgram(file);
    expect(answer(program)).toBe('program.js 42');
    expect(program.isKept).toBe(false);
  });

  it.each([0, 20, 32, 100])('runs the source when %s bytes are left of what was kept', (count) => {
    keep();
    const kept = new Uint8Array(count);
    writeFileSync(`${file}.code`, kept);
    expect(answer(new KeptProgram(file))).toBe('program.js 41');
  });

  it('runs and keeps the files that it asks for, each of them once', () => {
    const part = path.join(folder, 'part.js');
    const text = 'exports.same = require("./program.js").Class; exports.at = __filename;';
    writeFileSync(part, text);
    writeFileSync(
      file,
      'exports.Class = class {}; exports.answer = () => [require("./part.js"), require("./part.js")];',
    );
    keep();
    const program = new KeptProgram(file);
    const { Class } = program.run() as { Class: unknown };
    const [first, second] = answer(program) as [object, object];
    expect(first).toEqual({ same: Class, at: part });
    expect(second).toBe(first);
    expect(program.files).toEqual([file, part]);
    expect(new KeptProgram(part).isKept).toBe(true);
    writeFileSync(part, text.replace('__filename', '"moved"  '));
    expect(new KeptProgram(part).isKept).toBe(false);
  });

  it('leaves places of the first line as they stand in the file', () => {
    writeFileSync(file, 'throw new Error("early")');
    let stack = '';
    try {
      new KeptProgram(file).run();
    } catch (error) {
      stack = (error as Error).stack ?? '';
    }
    expect(stack).toContain('program.js:1:7');
  });
});
