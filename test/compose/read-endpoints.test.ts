import { describe, expect, it } from '@jest/globals';
import { composeModels } from '../../layers/maas/compose/compose-models.ts';
import { composeMonitor } from '../../layers/maas/compose/compose-monitor.ts';
import { readEndpoints } from '../../layers/maas/compose/read-endpoints.ts';
import { readSettings, type Settings } from '../../layers/maas/compose/settings.ts';
import { ENVIRONMENT } from '../../layers/maas/contract/environment.ts';

const OWN = { memoryMb: 7076, bundleMb: 4032, timeoutMs: 60_000 };

function read(endpoints: string | undefined): (model: string) => Settings {
  const environment = { [ENVIRONMENT.bucket]: 'b', [ENVIRONMENT.endpoints]: endpoints };
  return readEndpoints(environment, readSettings(environment));
}

const SPLITTING = {
  [ENVIRONMENT.bucket]: 'b',
  AWS_REGION: 'eu-west-1',
  [ENVIRONMENT.endpoints]: JSON.stringify({ ocr: OWN }),
};

describe('whether the versions of a split fit together', () => {
  it.each([
    ['an alias', () => composeModels(SPLITTING)],
    ['a roll-out', () => composeMonitor(SPLITTING).deps],
  ])("is known by its model's endpoint for %s", async (_, compose) => {
    const parts = await compose();
    await Promise.all(Object.values(parts));
    const { getSessionBudget } = parts;
    expect(getSessionBudget('OCR')).toMatchObject({
      sizeBytes: (7076 - 512) * 1024 * 1024,
      remedy: 'memorySize of addEndpoint',
    });
    expect(getSessionBudget('other')).toMatchObject({ owner: 'predict' });
  });
});

describe('what a version is judged by', () => {
  it("is its model's endpoint, whatever the case of the name, and else the common function", () => {
    const toSettings = read(JSON.stringify({ ocr: OWN }));
    expect(toSettings('OCR')).toMatchObject({
      predictMemoryMb: 7076,
      hasEndpoint: true,
      bundleBudgetBytes: 4032 * 1024 * 1024,
      predictTimeoutMs: 60_000,
    });
    expect(toSettings('other')).toMatchObject({
      predictMemoryMb: 1769,
      hasEndpoint: false,
      predictTimeoutMs: 30_000,
    });
  });

  it.each([undefined, ''])('is the common function where the endpoints are %j', (text) => {
    expect(read(text)('ocr')).toMatchObject({ predictMemoryMb: 1769 });
  });

  it.each(['{', '[]', '{"ocr": {"memoryMb": "much"}}'])('is refused as %s', (text) => {
    expect(() => read(text)).toThrow(`${ENVIRONMENT.endpoints} is limits by model`);
  });
});
