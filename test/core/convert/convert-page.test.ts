import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { findBoosterFormat } from '../../../layers/maas/core/convert/booster-format.ts';
import { convertBooster } from '../../../layers/maas/core/convert/convert-booster.ts';
import { OBJECTIVES as LIGHTGBM } from '../../../layers/maas/core/convert/lightgbm/objectives.ts';
import { OBJECTIVES as XGBOOST } from '../../../layers/maas/core/convert/xgboost/objectives.ts';
import type { AnswerKind, Link } from '../../../layers/maas/core/convert/ensemble/booster.ts';
import { listBoosters, RELEASES } from '../../support/boosters.ts';
import { toFileBytes } from '../../support/file-bytes.ts';

const PAGE = path.resolve(import.meta.dirname, '../../../docs/convert.md');
const [BEGIN, END] = ['<!-- objectives: begin -->', '<!-- objectives: end -->'];

const FUNCTIONS: Readonly<Record<Link['kind'], string>> = {
  identity: 'the sum itself',
  exp: 'exp',
  sigmoid: 'sigmoid',
  softmax: 'softmax',
  hinge: '1 above 0, else 0',
  softplus: 'log(1 + exp)',
  square: 'the square, with its sign',
};

/** The objectives of the files that there are, as `xgboost reg:gamma`. */
const HELD = new Set(
  RELEASES.flatMap((release) =>
    listBoosters(release).map(({ bytes }) => {
      const file = toFileBytes(bytes);
      const { source } = convertBooster(file, findBoosterFormat(file) ?? 'lightgbm-text');
      return `${release.split('-')[0]} ${source.objective}`;
    }),
  ),
);

function toRow(framework: string, name: string, answer: AnswerKind, link: Link): string {
  const how = HELD.has(`${framework.toLowerCase()} ${name}`) ? 'equal' : 'not compared';
  return `| ${framework} | ${name} | ${answer} | ${FUNCTIONS[link.kind]} | ${how} |`;
}

it('has every objective in docs/convert.md', () => {
  const rows = [
    ...[...XGBOOST].map(([name, { answer, link }]) => toRow('XGBoost', name, answer, link)),
    ...[...LIGHTGBM].map(([name, { answer, link }]) => toRow('LightGBM', name, answer, link)),
  ];
  const table = ['| | objective | answers | by | |', '|---|---|---|---|---|', ...rows].join('\n');
  const page = readFileSync(PAGE, 'utf8');
  const written = `${page.slice(0, page.indexOf(BEGIN) + BEGIN.length)}\n${table}\n${page.slice(page.indexOf(END))}`;
  if (process.env.WRITE_DOCS === 'true') writeFileSync(PAGE, written);

  expect(readFileSync(PAGE, 'utf8')).toBe(written);
});
