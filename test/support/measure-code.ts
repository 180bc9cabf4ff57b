/**
 * Measures the lengths of files, functions and lines: `node test/support/measure-code.ts [FOLDER]`
 * prints them.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
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

/** Code, scripts and settings, by their ends; files without one are scripts and Dockerfiles. */
const WRITTEN = /\.(ts|[cm]?js|css|html|py|sh|toml|txt|npmrc)$|(^|\/)[^./]+$/;
/** Data, licenses of others, and lists whose entries stand on one line. */
const NOT_WRITTEN = /(^|\/)(generated|licenses|LICENSE|fixtures\/(boosters|homes|members))(\/|$)/;

/** The places of lines that are longer, among all files that people write. */
export function listLongLines(
  folder: string,
  limit: number,
): { readonly files: number; readonly lines: readonly string[] } {
  const files = listFiles(folder).filter((file) => WRITTEN.test(file) && !NOT_WRITTEN.test(file));
  const lines = files.flatMap((file) =>
    readFileSync(path.join(folder, file), 'utf8')
      .split('\n')
      .flatMap((line, index) => (line.length > limit ? `${file}:${index + 1}` : [])),
  );
  return { files: files.length, lines };
}

function listSources(folder: string): string[] {
  return listFiles(folder, '*.ts').filter((file) => !file.endsWith('.d.ts'));
}

function listFiles(folder: string, ...patterns: readonly string[]): string[] {
  return execFileSync('git', ['ls-files', '-z', ...patterns], { cwd: folder, encoding: 'utf8' })
    .split('\0')
    .filter((file) => file !== '' && existsSync(path.join(folder, file)));
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
