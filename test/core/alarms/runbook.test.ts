import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { ALARM_IDS, describeAlarm, getAlarmRule } from '../../../layers/maas/contract/alarms.ts';

const sections = new Map(
  readFileSync('docs/runbook.md', 'utf8')
    .split('\n## ')
    .slice(1)
    .map((text) => [text.slice(0, text.indexOf('\n')), text]),
);

it.each(ALARM_IDS)('%s has its section, with what it means and a step that can be pasted', (id) => {
  const section = sections.get(id);
  expect(section).toContain('**Means.**');
  expect(section).toMatch(/\*\*Do\.\*\*[^]*\n```\n(?:call|aws|[A-Z]+=)/);
  expect(getAlarmRule(id).runbook).toBe(id.toLowerCase()); // the anchor that GitHub makes of it
});

it('has a section for each alarm, for refused callers and for roll-outs, and no other', () => {
  expect([...sections.keys()].sort()).toEqual(
    [...ALARM_IDS, 'Callers who are refused', 'Roll-outs'].sort(),
  );
});

it.each(ALARM_IDS)('%s says its condition in a whole sentence', (id) => {
  const rule = getAlarmRule(id);
  const text = describeAlarm(rule, 5);
  expect(text).not.toContain('{');
  expect(text).toMatch(/\.$/);
  expect(rule.todo).toMatch(/\.$/);
});
