import { expect, it } from '@jest/globals';
import { systemClock } from '../../../layers/maas/adapters/system-clock.ts';
import type { MultipartUpload } from '../../../layers/maas/core/ports/multipart-uploads.ts';
import type { ObjectStore } from '../../../layers/maas/core/ports/object-store.ts';
import type { SuiteContext } from '../object-store-suite.ts';
import { makeBytes, readAll } from './bodies.ts';

/** S3's smallest part, but for the last. */
const PART_BYTES = 5 * 1024 * 1024;
const PARTS = [makeBytes(PART_BYTES), makeBytes(PART_BYTES, 2), makeBytes(1000, 3)];
const HOUR_MS = 3_600_000;

export function itTakesParts({ open, send, newPrefix, unlessGap }: SuiteContext): void {
  const sendPart = async (
    store: ObjectStore,
    upload: MultipartUpload,
    partNumber: number,
    body: Uint8Array,
    signedBytes = body.length,
  ): Promise<number> =>
    send(
      await store.multipart.presignPart(upload, { partNumber, sizeBytes: signedBytes }, 60),
      body,
    );

  const begin = async (): Promise<{ store: ObjectStore; upload: MultipartUpload }> => {
    const store = await open();
    return { store, upload: await store.multipart.start(`${newPrefix()}a b+ä%/model.onnx`) };
  };

  const complete = async (store: ObjectStore, upload: MultipartUpload): Promise<void> =>
    store.multipart.complete(upload, (await store.multipart.listParts(upload)) ?? []);

  it('makes one object of parts that come in any order', async () => {
    const { store, upload } = await begin();
    const statuses = await Promise.all(
      [3, 1, 2].map(async (partNumber) =>
        sendPart(store, upload, partNumber, PARTS[partNumber - 1] ?? Buffer.of()),
      ),
    );
    expect(statuses).toEqual([200, 200, 200]);
    expect(await store.head(upload.key)).toBeUndefined();
    const parts = await store.multipart.listParts(upload);
    expect(parts?.map(({ partNumber, sizeBytes }) => [partNumber, sizeBytes])).toEqual(
      PARTS.map((part, index) => [index + 1, part.length]),
    );
    await complete(store, upload);
    const whole = Buffer.concat(PARTS);
    expect(await store.head(upload.key)).toMatchObject({ sizeBytes: whole.length });
    expect((await readAll(await store.stream(upload.key)))?.equals(whole)).toBe(true);
    expect(await store.multipart.listParts(upload)).toBeUndefined();
  });

  it.each([
    ['inside of one part', PART_BYTES + 10, 100],
    ['over a border', PART_BYTES - 7, 20],
    ['over all of them', 1, 2 * PART_BYTES + 500],
    ['up to the end', 2 * PART_BYTES, 1000],
  ])('reads a range %s', async (_, start, lengthBytes) => {
    const { store, upload } = await begin();
    for (const [index, part] of PARTS.entries()) await sendPart(store, upload, index + 1, part);
    await complete(store, upload);
    expect(
      (await readAll(await store.stream(upload.key, { start, lengthBytes })))?.equals(
        Buffer.concat(PARTS).subarray(start, start + lengthBytes),
      ),
    ).toBe(true);
  });

  it('knows no SHA-256 of an object made of parts', async () => {
    const { store, upload } = await begin();
    await sendPart(store, upload, 1, PARTS[2] ?? Buffer.of());
    await complete(store, upload);
    expect((await store.head(upload.key))?.sha256).toBeUndefined();
  });

  it('takes the last of a part that comes more than once', async () => {
    const { store, upload } = await begin();
    for (const seed of [1, 2, 3]) {
      expect(await sendPart(store, upload, 1, makeBytes(100, seed))).toBe(200);
    }
    expect(await store.multipart.listParts(upload)).toHaveLength(1);
    await complete(store, upload);
    expect((await readAll(await store.stream(upload.key)))?.equals(makeBytes(100, 3))).toBe(true);
  });

  unlessGap('upload size')('refuses a part of one byte more or fewer than signed', async () => {
    const { store, upload } = await begin();
    for (const length of [999, 1001]) {
      expect(await sendPart(store, upload, 1, makeBytes(length), 1000)).toBeGreaterThanOrEqual(400);
    }
    expect(await store.multipart.listParts(upload)).toEqual([]);
  });

  unlessGap('upload signature')('refuses the address of one part for another', async () => {
    const { store, upload } = await begin();
    const request = await store.multipart.presignPart(
      upload,
      { partNumber: 1, sizeBytes: 1000 },
      60,
    );
    const url = request.url.replace(/(part(?:number)?=)1\b/i, (_, name: string) => `${name}2`);
    expect(url).not.toBe(request.url);
    expect(await send({ ...request, url }, makeBytes(1000))).toBe(403);
    expect(await store.multipart.listParts(upload)).toEqual([]);
  });

  unlessGap('upload expiry')('refuses a part whose address has expired', async () => {
    const { store, upload } = await begin();
    const earlier = await open({ nowMs: () => systemClock.nowMs() - HOUR_MS });
    expect(await sendPart(earlier, upload, 1, makeBytes(1000))).toBe(403);
    expect(await store.multipart.listParts(upload)).toEqual([]);
  });

  unlessGap('if-absent on completion')('does not replace an object', async () => {
    const { store, upload } = await begin();
    await store.put(upload.key, Buffer.from('first'));
    await sendPart(store, upload, 1, makeBytes(1000));
    await expect(complete(store, upload)).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
    expect((await readAll(await store.stream(upload.key)))?.toString()).toBe('first');
  });

  it('does not complete an upload of a part that was replaced', async () => {
    const { store, upload } = await begin();
    await sendPart(store, upload, 1, makeBytes(1000));
    const parts = (await store.multipart.listParts(upload)) ?? [];
    await sendPart(store, upload, 1, makeBytes(1000, 2));
    await expect(store.multipart.complete(upload, parts)).rejects.toMatchObject({
      code: 'PRECONDITION_FAILED',
    });
    expect(await store.head(upload.key)).toBeUndefined();
  });

  it('leaves nothing, and takes nothing more, when an upload is aborted', async () => {
    const { store, upload } = await begin();
    await sendPart(store, upload, 1, makeBytes(1000));
    await store.multipart.abort(upload);
    await store.multipart.abort(upload);
    expect(await store.multipart.listParts(upload)).toBeUndefined();
    expect(await sendPart(store, upload, 2, makeBytes(1000))).toBeGreaterThanOrEqual(400);
    expect(await store.head(upload.key)).toBeUndefined();
  });

  unlessGap('completion of an aborted upload')(
    'does not complete an upload that was aborted',
    async () => {
      const { store, upload } = await begin();
      await sendPart(store, upload, 1, makeBytes(1000));
      const parts = (await store.multipart.listParts(upload)) ?? [];
      await store.multipart.abort(upload);
      await expect(store.multipart.complete(upload, parts)).rejects.toMatchObject({
        code: 'PRECONDITION_FAILED',
      });
    },
  );

  it('completes an upload once when two ask for it at the same time', async () => {
    const { store, upload } = await begin();
    await sendPart(store, upload, 1, makeBytes(1000));
    const results = await Promise.allSettled([
      complete(store, upload),
      complete(await open(), upload),
    ]);
    expect(results.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThanOrEqual(1);
    expect((await readAll(await store.stream(upload.key)))?.equals(makeBytes(1000))).toBe(true);
  });
}
