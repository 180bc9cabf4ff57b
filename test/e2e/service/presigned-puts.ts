import { beforeAll, describe, expect, it } from '@jest/globals';
import { type Client, declare } from './client.ts';
import { createDoubler, createName } from './fixtures.ts';

interface Upload {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
}

/** An address is good for exactly what it was given for. */
export function describePresignedPuts(getClient: () => Client): void {
  describe('a presigned address', () => {
    const bytes = createDoubler();
    const changed = Uint8Array.from(bytes, (byte, index) => (index === 40 ? byte ^ 1 : byte));
    let upload: Upload;

    beforeAll(async () => {
      const created = await getClient().call('POST', `/models/${createName('put')}/versions`, {
        json: { files: [declare('model.onnx', bytes)] },
      });
      upload = created.body.uploads[0];
    });

    const put = async (
      body: Uint8Array,
      { url = upload.url, headers = upload.headers }: Partial<Upload> = {},
    ): Promise<number> => {
      const { 'content-length': _, ...others } = headers;
      const response = await fetch(url, { method: 'PUT', headers: others, body });
      await response.arrayBuffer();
      return response.status;
    };

    // Each of these leaves nothing behind, or the last would not pass.
    it.each<[string, () => Promise<number>]>([
      ['one byte differs', () => put(changed)],
      ['one byte is missing', () => put(bytes.subarray(1))],
      ['one byte is added', () => put(Uint8Array.of(...bytes, 0))],
      ['nothing comes', () => put(new Uint8Array())],
      [
        'its signature differs',
        () =>
          put(bytes, {
            url: upload.url.replace(
              /(ignature=)(.)/,
              (_all, name: string, first: string) => `${name}${first === '0' ? '1' : '0'}`,
            ),
          }),
      ],
      [
        'its file is another',
        () => put(bytes, { url: upload.url.replace('model.onnx', 'other.onnx') }),
      ],
    ])('refuses what it gets when %s', async (_when, send) => {
      expect([400, 403]).toContain(await send());
    });

    it('takes the right bytes once', async () => {
      expect(await put(bytes)).toBe(200);
      expect([403, 412]).toContain(await put(bytes));
    });
  });
}
