/**
 * Measures the lengths of files, functions and lines: `node test/support/measure-code.ts [FOLDER]`
 * prints them.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** Files that other tools write, and data. */
const NO_CODE = /(^|\/)(generated|fixtures)\//;

export interface Distribution {
  readonly count: number;
  readonly median: number;
  readonly p95: number;
  readonly max: number;
}

export interface CodeShape {
  readonly fileLines: Distribution;
  readonly functionLines: Distribution;
  readonly lineLength: Distribution;
}

/** @param isCounted whether a file, named from the folder, is one of those */
export function measureCode(folder: string, isCounted: (file: string) => boolean): CodeShape {
  const sources = listSources(folder)
    .filter((file) => !NO_CODE.test(file) && isCounted(file))
    .map((file) => ({ file, text: readFileSync(path.join(folder, file), 'utf8') }));
  const lines = sources.map(({ text }) => text.trimEnd().split('\n'));
  return {
    fileLines: distribute(lines.map(({ length }) => length)),
    functionLines: distribute(sources.flatMap(({ file, text }) => measureFunctions(file, text))),
    lineLength: distribute(lines.flat().flatMap((line) => (line.trim() === '' ? [] : line.length))),
  };
}

export const isTest = (file: string): boolean => file.startsWith('test/');

function listSources(folder: string): string[] {
  return execFileSync('git', ['ls-files', '-z', '*.ts'], { cwd: folder, encoding: 'utf8' })
    .split('\0')
    .filter((file) => file !== '' && !file.endsWith('.d.ts'));
}

/** The callbacks of `describe` are files within a file, and not counted. */
function measureFunctions(file: string, text: string): number[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const lineOf = (position: number): number => source.getLineAndCharacterOfPosition(position).line;
  const found: number[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body && !isSuite(node)) {
      found.push(lineOf(node.getEnd()) - lineOf(node.getStart()) + 1);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isSuite({ parent }: ts.Node): boolean {
  return ts.isCallExpression(parent) && /^describe\b/.test(parent.expression.getText());
}

function distribute(values: readonly number[]): Distribution {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { count: sorted.length, median: at(0.5), p95: at(0.95), max: at(1) };
}

if (import.meta.main) {
  const folder = path.resolve(process.argv[2] ?? path.join(import.meta.dirname, '../..'));
  for (const [what, isCounted] of [
    ['product', (file: string): boolean => !isTest(file)],
    ['tests', isTest],
  ] as const) {
    console.log(what);
    console.table(measureCode(folder, isCounted));
  }
}
