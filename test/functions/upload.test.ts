import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { VersionView } from '../../layers/maas/api/schemas/version-view.ts';
import type { Service } from '../support/service.ts';
import { useService } from '../support/use-service.ts';

const example = path.resolve(import.meta.dirname, '../../examples/sentiment');
const model = readFileSync(path.join(example, 'model.onnx'));
const samples = readFileSync(path.join(example, 'samples.jsonl'));

const service = useService();

/** A form without the validation that would follow. */
function send(
  parts: readonly string[],
  contentType = 'multipart/form-data; boundary=xyz',
): ReturnType<Service['call']> {
  const body = [
    ...parts.map((part) => `--xyz\r\nContent-Disposition: form-data; ${part}\r\n`),
    '--xyz--\r\n',
  ].join('');
  return service.call('POST', '/upload', { body, headers: { 'content-type': contentType } });
}

describe('POST /upload', () => {
  it('answers 201 with the version READY and live when the model is sound', async () => {
    const { status, headers, body } = await service.upload(
      { 'model.onnx': model, 'samples.jsonl': samples },
      { description: 'first' },
    );
    expect(status).toBe(201);
    expect(headers.location).toBe('/models/default/versions/1');
    expect(VersionView.parse(body)).toMatchObject({
      model: 'default',
      version: 1,
      status: 'READY',
      aliases: ['live'],
      alias: 'live',
      description: 'first',
      task: 'text-classification',
      bytes: model.length + samples.length,
    });
    expect(body).toMatchObject({
      files: [{ path: 'model.onnx', bytes: model.length }, { path: 'samples.jsonl' }],
      validation: { samplesPassed: samples.toString().trim().split('\n').length },
    });
  });

  it('takes one file for the model, whatever it is called, under the name and alias of the form', async () => {
    const { status, body } = await service.upload(
      { 'export of Monday.bin': model },
      { name: 'other', alias: 'beta', task: 'tensor' },
    );
    expect(status).toBe(201);
    expect(body).toMatchObject({
      model: 'other',
      version: 1,
      aliases: ['beta'],
      task: 'tensor',
      files: [{ path: 'model.onnx' }],
    });
    expect(
      (await service.upload({ 'sentiment-2.onnx': model }, { name: 'other' })).body,
    ).toMatchObject({ version: 2, files: [{ path: 'sentiment-2.onnx' }] });
  });

  it.each([
    ['it is empty', Buffer.alloc(0), 'EMPTY_FILE'],
    ['it is text', Buffer.from('This is no model.'), 'NOT_ONNX'],
    ['it is cut', model.subarray(0, 100_000), undefined],
  ])(
    'answers 422 with the reason, and leaves the alias where it was, when %s',
    async (_, bytes, code) => {
      const before = (await service.call('GET', '/models/default')).body as { aliases: unknown };
      const { status, headers, body } = await service.upload({ 'model.onnx': bytes });
      expect(status).toBe(422);
      expect(body).toEqual({
        error: expect.stringMatching(
          /^Version \d+ of model 'default' was rejected, [A-Z_]+: .+\.$/s,
        ),
        code: 'MODEL_REJECTED',
        requestId: 'request-1',
      });
      if (code !== undefined) expect((body as { error: string }).error).toContain(code);
      expect(headers['content-type']).toBe('application/json');
      expect(
        ((await service.call('GET', '/models/default')).body as { aliases: unknown }).aliases,
      ).toEqual(before.aliases);
    },
  );

  it.each([
    ['begins', 2000, 'nothing of it was kept', []],
    [
      'has stored the files',
      undefined,
      'POST /models/late-stored/versions/1/complete does',
      ['PENDING_UPLOAD'],
    ],
  ] as const)(
    'answers 503, and has nothing validated, when too little time is left as it %s',
    async (when, remainingMs, sentence, statuses) => {
      const name = when === 'begins' ? 'late' : 'late-stored';
      const body =
        '--xyz\r\nContent-Disposition: form-data; ' +
        `name="name"\r\n\r\n${name}\r\n--xyz\r\nContent-Disposition: form-data; name="model"; ` +
        'filename="model.onnx"\r\n\r\nx\r\n--xyz--\r\n';
      let looks = 0;
      // Asked by the pipeline, and before the form is read.
      const getRemainingMs = (): number => remainingMs ?? (looks++ < 2 ? 20_000 : 3000);
      const reply = await service.call('POST', '/upload', {
        body,
        headers: { 'content-type': 'multipart/form-data; boundary=xyz' },
        getRemainingMs,
      });
      expect(reply).toMatchObject({
        status: 503,
        body: { code: 'OVER_CAPACITY', error: expect.stringContaining(sentence) },
      });
      const versions = (await service.call('GET', `/models/${name}/versions`)).body as {
        versions?: { status: string }[];
      };
      expect((versions.versions ?? []).map(({ status }) => status)).toEqual(statuses);
    },
  );

  const file = 'name="model"; filename="model.onnx"\r\n\r\nx';
  it.each([
    ['the form is empty', [], 'no file'],
    ['there is no file', ['name="name"\r\n\r\nm'], 'no file'],
    ['the model is a text field', ['name="model"\r\n\r\nx'], 'must be a file'],
    ['the file is in another field', ['name="file"; filename="model.onnx"\r\n\r\nx'], '"file'],
    ['a field is unknown', [file, 'name="version"\r\n\r\n3'], 'version'],
    ['a field comes twice', [file, 'name="name"\r\n\r\na', 'name="name"\r\n\r\nb'], 'twice'],
    ['two files have the same path', [file, file], 'twice'],
    ['a path leaves the bundle', [file, 'name="model"; filename="../x"\r\n\r\nx'], "'..'"],
    [
      'the only path leaves the bundle',
      ['name="model"; filename="../model.onnx"\r\n\r\nx'],
      "'..'",
    ],
    ['a path is absolute', [file, 'name="model"; filename="/etc/passwd"\r\n\r\nx'], 'absolute'],
    [
      'no file is a model',
      ['name="model"; filename="a.txt"\r\n\r\nx', 'name="model"; filename="b.txt"\r\n\r\nx'],
      '.onnx',
    ],
    ['the name is not a name', [file, 'name="name"\r\n\r\nMy Model'], 'My Model'],
    ['the alias is a number', [file, 'name="alias"\r\n\r\n7'], '7'],
    ['the task is unknown', [file, 'name="task"\r\n\r\nsinging'], 'singing'],
    [
      'the description is too long',
      [file, `name="description"\r\n\r\n${'x'.repeat(1001)}`],
      'description',
    ],
    [
      'there are too many files',
      Array.from({ length: 101 }, (_, index) => `name="model"; filename="${index}"\r\n\r\nx`),
      '100 files',
    ],
  ])('answers 400 and takes no number when %s', async (_, parts, word) => {
    const before = await service.store.list('models/');
    const { status, body } = await send(parts);
    expect(body).toEqual({
      error: expect.stringContaining(word),
      code: 'INVALID_REQUEST',
      requestId: 'request-1',
    });
    expect(status).toBe(400);
    expect(await service.store.list('models/')).toEqual(before);
  });

  it('answers 400 when the boundary is missing and 415 when it is not a form', async () => {
    expect(await send([], 'multipart/form-data')).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining('boundary') },
    });
    expect(await service.call('POST', '/upload', { json: { model: 'x' } })).toMatchObject({
      status: 415,
      body: { code: 'UNSUPPORTED_MEDIA_TYPE' },
    });
    expect(await service.call('POST', '/upload')).toMatchObject({ status: 415 });
  });
});
