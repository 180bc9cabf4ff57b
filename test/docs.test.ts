import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { PARTS } from '../architecture.mjs';
import { METRICS } from '../layers/maas/contract/metrics.ts';
import { TASK_NAMES } from '../layers/maas/core/tasks/task/task.ts';
import { documentCost, documentMetrics } from '../scripts/document-metrics.ts';
import { listAnchors, listLinks } from './support/links.ts';
import { listOptionNames, TASK_OPTIONS } from './support/task-options.ts';

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
  const SCRIPT = 'node scripts/launch.mjs scripts/document-metrics.ts';

  it.each([
    ['docs/metrics.md', documentMetrics],
    ['docs/deploy.md', documentCost],
  ] as const)('stand in %s as they are declared', (page, document) => {
    const isCurrent = document(read(page)) === read(page);
    expect(isCurrent ? page : `${page} is out of date: run ${SCRIPT}`).toBe(page);
  });

  it('are in the changelog by their names', () => {
    const changelog = read('CHANGELOG.md');
    const missing = Object.keys(METRICS).filter((name) => !changelog.includes(`\`${name}\``));
    expect(missing.map((name) => `CHANGELOG.md lacks the metric \`${name}\``)).toEqual([]);
  });
});

describe('options of tasks', () => {
  it.each(TASK_NAMES)('are in the row of %s in docs/tasks.md, ours and theirs', (task) => {
    const { own, theirs } = listOptionNames(task);
    const row = new RegExp(`^\\| ${task} \\|.*$`, 'm').exec(read('docs/tasks.md')) ?? [''];
    const [, , ours = '', , parameters = ''] = row[0].split('|');
    const missing = [
      ...own.filter((key) => !new RegExp(`\`${key}\\??\``).test(ours)),
      ...theirs.filter((key) => !parameters.includes(`\`${key}\``)),
    ];
    expect(own.length).toBeGreaterThan(0);
    expect(missing.map((key) => `docs/tasks.md lacks \`${key}\` in the row of ${task}`)).toEqual(
      [],
    );
  });

  it('are in the changelog, in one line with their task', () => {
    const lines = read('CHANGELOG.md').split('\n');
    const missing = TASK_OPTIONS.filter(({ task, path: option }) => {
      const name = `\`${option.split('.').at(-1) ?? ''}\``;
      return !lines.some((line) => line.includes(task) && line.includes(name));
    });
    expect(
      missing.map(
        ({ task, path: option }) =>
          `CHANGELOG.md has no line with the task ${task} and the name of its \`${option}\``,
      ),
    ).toEqual([]);
  });
});

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
