import { expect, it } from '@jest/globals';
import { limitPixels } from '../../../layers/maas/core/images/limit-pixels.ts';
import { LIMITS } from '../../../layers/maas/contract/limits.ts';

it('decodes until the pictures of a call have too many pixels together', async () => {
  const picture = { width: LIMITS.callPixels / 4, height: 1, pixels: new Uint8Array() };
  const decode = limitPixels({ decode: () => Promise.resolve(picture) });
  for (let count = 0; count < 4; count++) expect(await decode(new Uint8Array())).toBe(picture);
  await expect(decode(new Uint8Array())).rejects.toMatchObject({
    code: 'PAYLOAD_TOO_LARGE',
    message: expect.stringContaining(String(LIMITS.callPixels)),
  });
});
