import { createHash } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { systemClock } from '../../../layers/maas/adapters/system-clock.ts';
import type { Clock } from '../../../layers/maas/core/ports/clock.ts';
import type { PresignedPut } from '../../../layers/maas/core/ports/presigned-put.ts';
import { uploadKey } from '../../../layers/maas/core/registry/keys.ts';
import { Registry } from '../../../layers/maas/core/registry/registry.ts';
import { startUpload } from '../../../layers/maas/core/registry/start-upload.ts';
import { submitVersion } from '../../../layers/maas/core/registry/submit-version.ts';
import type { SuiteContext } from '../object-store-suite.ts';
import { makeBytes } from './bodies.ts';

const BODY = makeBytes(70_000);
const HOUR_MS = 3_600_000;

export function itPresigns({ open, send, newPrefix, unlessGap }: SuiteContext): void {
  const presign = async (key: string, clock: Clock = systemClock): Promise<PresignedPut> =>
    (await open(clock)).presignPut(key, {
      sizeBytes: BODY.length,
      sha256: toSha256(BODY),
      expiresInSeconds: 60,
    });

  const expectNothing = async (key: string): Promise<void> => {
    expect(await (await open()).head(key)).toBeUndefined();
  };

  it('takes an upload as it was issued', async () => {
    const key = `${newPrefix()}a b+ä%/model.onnx`;
    expect(await send(await presign(key), BODY)).toBe(200);
    expect(await (await open()).head(key)).toMatchObject({ sizeBytes: BODY.length });
  });

  unlessGap('SHA-256 of an object')('knows the SHA-256 of what was uploaded', async () => {
    const key = `${newPrefix()}a`;
    await send(await presign(key), BODY);
    expect(await (await open()).head(key)).toMatchObject({ sha256: toSha256(BODY) });
  });

  it('takes an empty file', async () => {
    const store = await open();
    const key = `${newPrefix()}a`;
    expect(
      await send(
        await store.presignPut(key, {
          sizeBytes: 0,
          sha256: toSha256(Buffer.of()),
          expiresInSeconds: 60,
        }),
        Buffer.of(),
      ),
    ).toBe(200);
    expect(await store.head(key)).toMatchObject({ sizeBytes: 0 });
  });

  it('refuses an upload that is repeated', async () => {
    const request = await presign(`${newPrefix()}a`);
    expect(await send(request, BODY)).toBe(200);
    expect(await send(request, BODY)).toBe(412);
  });

  unlessGap('upload size')('refuses one byte more or fewer than signed', async () => {
    const key = `${newPrefix()}a`;
    const request = await presign(key);
    for (const length of [BODY.length + 1, BODY.length - 1]) {
      expect(await send(request, makeBytes(length))).toBeGreaterThanOrEqual(400);
    }
    await expectNothing(key);
  });

  unlessGap('upload SHA-256')('refuses other bytes of the same size', async () => {
    const key = `${newPrefix()}a`;
    expect(await send(await presign(key), makeBytes(BODY.length, 2))).toBe(400);
    await expectNothing(key);
  });

  unlessGap('upload signature')('refuses an address that was changed', async () => {
    const [key, other] = [`${newPrefix()}a`, `${newPrefix()}b`];
    const request = await presign(key);
    const moved = request.url.replace(encodeURI(key), encodeURI(other));
    const later = request.url.replace(
      /(expires=)(\d+)/i,
      (_, name: string, value: string) => `${name}${Number(value) + 1}`,
    );
    const unsigned = request.url.replace(/(signature=)[0-9a-f]/i, (_, name: string) => `${name}g`);
    for (const url of [moved, later, unsigned]) {
      expect(url).not.toBe(request.url);
      expect(await send({ ...request, url }, BODY)).toBe(403);
    }
    await expectNothing(key);
    await expectNothing(other);
  });

  unlessGap('upload expiry')('refuses an address that has expired', async () => {
    const key = `${newPrefix()}a`;
    expect(
      await send(await presign(key, { nowMs: () => systemClock.nowMs() - HOUR_MS }), BODY),
    ).toBe(403);
    await expectNothing(key);
  });

  it.each([
    ['one byte more', Buffer.concat([BODY, Buffer.of(0)])],
    ['other bytes', makeBytes(BODY.length, 2)],
  ])(
    'does not complete an upload of %s, where the store could not refuse it',
    async (_, actual) => {
      const store = await open();
      const registry = new Registry(store, systemClock);
      const model = `complete-${actual.length}`;
      const { version } = await startUpload(registry, model, {
        uploads: [{ path: 'model.onnx', bytes: BODY.length, sha256: toSha256(BODY) }],
      });
      await store.put(uploadKey(model, version.version, 'model.onnx'), actual);
      await expect(submitVersion(registry, model, version.version)).rejects.toMatchObject({
        code: 'UPLOAD_INCOMPLETE',
      });
      expect((await registry.getVersion(model, version.version)).status).toBe('PENDING_UPLOAD');
    },
  );
}

function toSha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
