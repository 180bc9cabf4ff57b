import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { uploadKey } from '../../../layers/maas/core/registry/keys.ts';
import { addSubmitted } from '../../support/registry.ts';
import { service, getVersion } from '../../support/models-service.ts';

const BYTES = Buffer.from('bytes');

const FILE = {
  path: 'model.onnx',
  bytes: BYTES.length,
  sha256: createHash('sha256').update(BYTES).digest('hex'),
};

describe('an upload by presigned addresses', () => {
  it('goes from 201 over its PUTs to 202 and VALIDATING', async () => {
    const created = await service.call('POST', '/models/presigned/versions', {
      json: {
        files: [{ ...FILE, sha256: FILE.sha256.toUpperCase() }],
        alias: 'live',
        description: 'first',
      },
    });
    expect(created).toMatchObject({
      status: 201,
      headers: { location: '/models/presigned/versions/1' },
      body: {
        model: 'presigned',
        version: 1,
        status: 'PENDING_UPLOAD',
        uploads: [
          {
            path: 'model.onnx',
            method: 'PUT',
            url: expect.stringContaining('http://127.0.0.1:1/_store/'),
            headers: expect.any(Object),
            expiresAt: expect.any(String),
          },
        ],
      },
    });
    expect(await service.call('POST', '/models/presigned/versions/1/complete')).toMatchObject({
      status: 409,
      body: { code: 'UPLOAD_INCOMPLETE' },
    });
    await service.store.put(uploadKey('presigned', 1, 'model.onnx'), BYTES);
    const completed = await service.call('POST', '/models/presigned/versions/1/complete');
    expect(completed).toMatchObject({
      status: 202,
      headers: { location: '/models/presigned/versions/1' },
      body: { status: 'VALIDATING' },
    });
    expect((await service.store.list('submissions/presigned/')).keys).toEqual([
      'submissions/presigned/1.json',
    ]);
    expect(await service.call('POST', '/models/presigned/versions/1/complete')).toMatchObject({
      status: 202,
    });
    expect(await getVersion('presigned', 1)).toMatchObject({
      status: 'VALIDATING',
      alias: 'live',
      description: 'first',
      files: [FILE],
      bytes: 5,
      aliases: [],
    });
  });

  it('is shown READY when its alias has moved, not before: who polls for it calls the alias next', async () => {
    const { version } = await addSubmitted(service.registry, 'settling', { alias: 'live' });
    await service.registry.updateVersion('settling', version, (record) => ({
      ...record,
      status: 'READY',
    }));
    expect((await getVersion('settling', version)).status).toBe('VALIDATING');
    await service.registry.updateVersion('settling', version, (record) => ({
      ...record,
      aliasMovedAt: record.updatedAt,
    }));
    expect((await getVersion('settling', version)).status).toBe('READY');
  });

  it.each([
    ['a byte is another', Buffer.from('bytez')],
    ['there is one byte more', Buffer.from('bytes+')],
    ['there is one byte less', Buffer.from('byte')],
  ])('is not taken for complete when %s', async (_, bytes) => {
    const { body } = await service.call('POST', '/models/damaged/versions', {
      json: { files: [FILE] },
    });
    const { version } = body as { version: number };
    await service.store.put(uploadKey('damaged', version, 'model.onnx'), bytes);
    expect(
      await service.call('POST', `/models/damaged/versions/${version}/complete`),
    ).toMatchObject({ status: 409, body: { code: 'UPLOAD_INCOMPLETE' } });
    expect(await getVersion('damaged', version)).toMatchObject({ status: 'PENDING_UPLOAD' });
  });

  it.each([
    ['there is no body', undefined, 'no body'],
    ['it is a list', [], 'object'],
    ['it names no files', {}, '"files" must be a list'],
    ['the files are none', { files: [] }, 'at least one'],
    ['a size is not a number', { files: [{ ...FILE, bytes: '5' }] }, 'files.0.bytes'],
    ['a size is not a whole number', { files: [{ ...FILE, bytes: 0.5 }] }, 'files.0.bytes'],
    ['a size is below 0', { files: [{ ...FILE, bytes: -1 }] }, 'files.0.bytes'],
    ['a checksum is none', { files: [{ ...FILE, sha256: 'abc' }] }, '64 hexadecimal'],
    ['a path leaves the bundle', { files: [{ ...FILE, path: '../x.onnx' }] }, "'..'"],
    ['the alias is a number', { files: [FILE], alias: '5' }, '"5"'],
    ['the task is unknown', { files: [FILE], task: 'singing' }, 'singing'],
    ['it has what nobody knows', { files: [FILE], extra: 1 }, 'extra'],
  ])('answers 400 when %s', async (_, json, word) => {
    const { status, body } = await service.call(
      'POST',
      '/models/refused/versions',
      json === undefined ? {} : { json },
    );
    expect(body).toEqual({
      error: expect.stringContaining(word),
      code: 'INVALID_REQUEST',
      requestId: 'request-1',
    });
    expect(status).toBe(400);
    expect((await service.call('GET', '/models/refused')).status).toBe(404);
  });

  it.each(['.a', 'a_', '-a', 'a-', 'a%2Fb', 'a'.repeat(64), '%E5%A5%BD'])(
    'answers 400 when the model is called %s',
    async (name) => {
      expect(
        await service.call('POST', `/models/${name}/versions`, { json: { files: [FILE] } }),
      ).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } });
    },
  );

  it('answers 413 when a file is larger than one may be', async () => {
    expect(
      await service.call('POST', '/models/large/versions', {
        json: { files: [{ ...FILE, bytes: 2 ** 40 }] },
      }),
    ).toMatchObject({ status: 413, body: { code: 'PAYLOAD_TOO_LARGE' } });
  });
});
