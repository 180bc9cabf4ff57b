import { describe, expect, it } from '@jest/globals';
import { readEndpoints } from '../../layers/maas/compose/read-endpoints.ts';
import { readSettings, type Settings } from '../../layers/maas/compose/settings.ts';
import { ENVIRONMENT } from '../../layers/maas/contract/environment.ts';

const OWN = { memoryMb: 7076, bundleMb: 4032, timeoutMs: 60_000 };

function read(endpoints: string | undefined): (model: string) => Settings {
  const environment = { [ENVIRONMENT.bucket]: 'b', [ENVIRONMENT.endpoints]: endpoints };
  return readEndpoints(environment, readSettings(environment));
}

describe('what a version is judged by', () => {
  it("is its model's endpoint, whatever the case of the name, and else the common function", () => {
    const toSettings = read(JSON.stringify({ ocr: OWN }));
    expect(toSettings('OCR')).toMatchObject({
      predictMemoryMb: 7076,
      bundleBudgetBytes: 4032 * 1024 * 1024,
      predictTimeoutMs: 60_000,
    });
    expect(toSettings('other')).toMatchObject({ predictMemoryMb: 1769, predictTimeoutMs: 30_000 });
  });

  it('is the common function where there are no endpoints', () => {
    expect(read(undefined)('ocr')).toMatchObject({ predictMemoryMb: 1769 });
  });

  it.each(['{', '[]', '{"ocr": {"memoryMb": "much"}}'])('is refused as %s', (text) => {
    expect(() => read(text)).toThrow(`${ENVIRONMENT.endpoints} is limits by model`);
  });
});
