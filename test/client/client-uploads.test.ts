import { describe, expect, it } from '@jest/globals';
import { MaasClient } from '../../client/index.ts';

/** Answers as the service does while a file in parts is uploaded, and as its store does. */
function storeOf(
  count: number,
  put: (part: number) => number,
): { fetch: typeof fetch; sent: string[] } {
  const sent: string[] = [];
  const there = new Set<number>();
  const parts = () =>
    Array.from({ length: count }, (_, part) => part)
      .filter((part) => !there.has(part))
      .map((part) => ({ partNumber: part, offset: part, bytes: 1, url: `http://s/${part}` }));
  const answer = (request: Request): Response => {
    const { pathname, hostname } = new URL(request.url);
    sent.push(`${request.method} ${pathname}`);
    if (hostname !== 's') {
      const uploads = there.size === count ? [] : [{ path: 'model.onnx', parts: parts() }];
      return Response.json({ version: 1, uploads, status: 'READY' });
    }
    const part = Number(pathname.slice(1));
    const status = put(part);
    if (status === 200) there.add(part);
    return new Response(null, { status });
  };
  return { fetch: (request) => Promise.resolve(answer(request as Request)), sent };
}

describe('upload', () => {
  const model = new Blob(['abc']);

  it('asks for new addresses when one has expired, and sends what is missing alone', async () => {
    let asked = 0;
    const { fetch, sent } = storeOf(3, () => (++asked === 2 ? 403 : 200));
    const steps: number[] = [];
    const onProgress = (bytes: number): number => steps.push(bytes);
    await new MaasClient({ url: 'http://m', fetch }).upload('m', model, {
      parallel: 1,
      onProgress,
    });
    expect(sent).toEqual([
      'POST /models/m/versions',
      'PUT /0',
      'PUT /1',
      'POST /models/m/versions/1/uploads',
      'PUT /1',
      'PUT /2',
      'POST /models/m/versions/1/complete',
    ]);
    expect(steps).toEqual([1, 1, 2]);
  });

  it('takes a part that is there already for sent', async () => {
    const { fetch } = storeOf(3, (part) => (part === 1 ? 412 : 200));
    const { status } = await new MaasClient({ url: 'http://m', fetch }).upload('m', model);
    expect(status).toBe('READY');
  });

  it('sends a part again when the store is busy with its key', async () => {
    let asked = 0;
    const { fetch, sent } = storeOf(1, () => (++asked === 1 ? 409 : 200));
    const { status } = await new MaasClient({ url: 'http://m', fetch }).upload('m', model);
    expect(status).toBe('READY');
    expect(sent.filter((call) => call === 'PUT /0')).toHaveLength(2);
  });

  it('sends nothing more after a part that the store refused', async () => {
    const { fetch, sent } = storeOf(20, (part) => (part === 0 ? 400 : 200));
    const upload = new MaasClient({ url: 'http://m', fetch }).upload('m', model, { parallel: 2 });
    await expect(upload).rejects.toMatchObject({ status: 400 });
    expect(sent).not.toContain('PUT /19');
  });

  it('goes on with a version that was begun', async () => {
    const { fetch, sent } = storeOf(3, () => 200);
    await new MaasClient({ url: 'http://m', fetch }).upload('m', model, { version: 1 });
    expect(sent[0]).toBe('POST /models/m/versions/1/uploads');
  });
});
