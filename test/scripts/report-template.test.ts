import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { reportTemplates } from '../../scripts/report-template.ts';

it('says how many resources a stack has, and which findings are accepted how often and why', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'maas-report-'));
  const write = (kind: string, value: object): void => {
    writeFileSync(path.join(folder, `Models.${kind}.json`), JSON.stringify(value));
  };
  const accept = (rule: string, reason: string): object => ({
    type: 'aws:cdk:acknowledged-rules',
    data: { [`Annotation::${rule}`]: reason },
  });
  write('template', { Resources: { A: {}, B: {} } });
  write('metadata', {
    '/Models/A': [{ type: 'aws:cdk:logicalId', data: 'A' }, accept('S1', 'It is the log.')],
    '/Models/B': [accept('IAM5[Resource::x/*]', 'Keys.'), accept('IAM5[Resource::y/*]', 'Keys.')],
  });
  expect(reportTemplates(folder)).toEqual([
    'Models: 2 of 500 resources; 3 findings are accepted, for 2 reasons:',
    '    2 × IAM5: Keys.',
    '    1 × S1: It is the log.',
  ]);
  rmSync(folder, { recursive: true });
});
