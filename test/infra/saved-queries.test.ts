import { describe, expect, it } from '@jest/globals';
import { synthesise } from './synthesise.ts';

describe('saved queries', () => {
  const queries = synthesise().all('AWS::Logs::QueryDefinition');

  it('answer the five questions of on-call, under a name of the service, over the log of predict', () => {
    expect(queries.map(({ Properties }) => Properties.Name.split('/').at(-1)).sort()).toEqual([
      'The last errors, with their stacks',
      'What became of one prediction',
      'Which model fails, and how',
      'Which stage is slow',
      'Who calls, and whose calls are refused',
    ]);
    for (const { Properties } of queries) {
      expect(Properties.Name).toMatch(/^ServerlessMaas\/Test\/Models\//);
      expect(JSON.stringify(Properties.LogGroupNames)).toContain('PredictFunctionLogs');
    }
  });

  it('go with the dashboard', () => {
    expect(synthesise({ dashboard: false }).all('AWS::Logs::QueryDefinition')).toEqual([]);
  });
});
