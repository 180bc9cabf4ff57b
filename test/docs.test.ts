import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { getTask } from '../layers/maas/core/tasks/prepare-task.ts';
import { PARTS } from '../architecture.mjs';
import { METRICS } from '../layers/maas/contract/metrics.ts';
import { TASK_NAMES, type TaskName } from '../layers/maas/core/tasks/task/task.ts';
import { documentCost, documentMetrics } from '../scripts/document-metrics.ts';
import { listAnchors, listLinks } from './support/links.ts';

const root = path.resolve(import.meta.dirname, '..');
const read = (page: string): string => readFileSync(path.join(root, page), 'utf8');

/** Lists the texts between backticks that look like paths of this project. */
function listPaths(text: string): string[] {
  return [...text.matchAll(/`([^`\s]+)`/g)]
    .map(([, code = '']) => code)
    .filter((code) => /^(layers|functions|local|infra|scripts|test|docs|bench)\b/.test(code))
    .filter((code) => !/[*<{…]/.test(code));
}

describe('docs/architecture.md', () => {
  const page = read('docs/architecture.md');

  it('names every part, in the folder where it stands', () => {
    for (const [name, part] of Object.entries(PARTS)) {
      if (!existsSync(path.join(root, part.path))) continue;
      expect(page).toContain(`\`${part.path}\``);
      expect(page).toMatch(new RegExp(`\\| ${name} \\||\`${name}\``));
    }
  });
});

describe.each(['docs/architecture.md', 'CONTRIBUTING.md'])('%s', (name) => {
  it('names files and folders that are there', () => {
    const paths = listPaths(read(name));
    expect(paths.length).toBeGreaterThan(10);
    expect(paths.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
  });
});

describe('metrics', () => {
  // `node scripts/launch.mjs scripts/document-metrics.ts` mends it.
  it('stand in docs/metrics.md as they are declared', () => {
    expect(documentMetrics(read('docs/metrics.md'))).toBe(read('docs/metrics.md'));
  });

  it('cost in docs/deploy.md what CloudWatch takes for as many; the same script mends it', () => {
    expect(documentCost(read('docs/deploy.md'))).toBe(read('docs/deploy.md'));
  });

  it('are in the changelog by their names', () => {
    const changelog = read('CHANGELOG.md');
    expect(Object.keys(METRICS).filter((name) => !changelog.includes(`\`${name}\``))).toEqual([]);
  });
});

describe('docs/tasks.md', () => {
  it.each(TASK_NAMES)('has every key of our body and every parameter of %s in its row', (task) => {
    const { own, theirs } = listBodyKeys(task);
    const row = new RegExp(`^\\| ${task} \\|.*$`, 'm').exec(read('docs/tasks.md')) ?? [''];
    const [, , ours = '', , parameters = ''] = row[0].split('|');
    expect(own.length).toBeGreaterThan(0);
    expect(own.filter((key) => !new RegExp(`\`${key}\\??\``).test(ours))).toEqual([]);
    expect(theirs.filter((key) => !parameters.includes(`\`${key}\``))).toEqual([]);
  });
});

it.each(TASK_NAMES)('the changelog has every key and parameter of %s', (task) => {
  const changelog = read('CHANGELOG.md');
  const { own, theirs } = listBodyKeys(task);

  expect([...own, ...theirs].filter((key) => !changelog.includes(`\`${key}\``))).toEqual([]);
});

/** The keys of our body, and the parameters of Hugging Face's. */
function listBodyKeys(task: TaskName): { own: string[]; theirs: string[] } {
  const bodies = getTask(task)
    .bodies.map(unwrap)
    .filter((body) => body instanceof z.ZodMiniObject);
  return {
    own: bodies.filter(({ shape }) => !('inputs' in shape)).flatMap(listKeys),
    theirs: bodies.flatMap(({ shape }) =>
      'parameters' in shape ? listKeys(unwrap(shape.parameters)) : [],
    ),
  };
}

/** The schema within those that say when a key may be left out, or be null. */
function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodMiniPipe) return unwrap(schema.def.in);
  if (schema instanceof z.ZodMiniLazy) return unwrap(schema.def.getter());
  return schema instanceof z.ZodMiniOptional || schema instanceof z.ZodMiniNullable
    ? unwrap(schema.def.innerType)
    : schema;
}

function listKeys(schema: z.core.$ZodType): string[] {
  if (!(schema instanceof z.ZodMiniObject)) throw new TypeError('This is no schema of an object.');
  return Object.keys(schema.shape);
}

describe('links', () => {
  const pages = [
    'README.md',
    'README.zh-CN.md',
    'CONTRIBUTING.md',
    'SECURITY.md',
    'CHANGELOG.md',
    'converters/README.md',
    'examples/cdk-app/README.md',
    'examples/sentiment/README.md',
    ...listPages('docs'),
  ];

  it.each(pages)('of %s lead to files and headings that are there', (page) => {
    const dead = listLinks(read(page)).filter(({ file, anchor }) => {
      const target = file === '' ? page : path.join(path.dirname(page), file);
      if (!existsSync(path.join(root, target))) return true;
      return anchor !== undefined && !listAnchors(read(target)).includes(anchor);
    });

    expect(dead).toEqual([]);
  });
});

function listPages(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => path.join(folder, file));
}
