import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MaasError } from '../../layers/maas/core/errors.ts';
import { parseMultipart, type Form } from '../../layers/maas/http/multipart.ts';

const LIMITS = { files: 3, fields: 2, fieldBytes: 20 };
const TYPE = 'multipart/form-data; boundary=xyz';

/** A form as clients write it: each part by its disposition, further headers and content. */
function write(
  ...parts: readonly (readonly [
    disposition: string,
    content: string | Uint8Array,
    headers?: string,
  ])[]
): Buffer {
  const written = parts.flatMap(([disposition, content, headers = '']) => [
    Buffer.from(`--xyz\r\nContent-Disposition: form-data; ${disposition}\r\n${headers}\r\n`),
    Buffer.from(content),
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat([...written, Buffer.from('--xyz--\r\n')]);
}

function parse(body: Uint8Array, contentType: string | undefined = TYPE): Promise<Form> {
  return parseMultipart(body, contentType, LIMITS);
}

describe('parseMultipart', () => {
  it('gives files and fields as they were sent', async () => {
    const bytes = Uint8Array.from({ length: 200_000 }, (_, index) => index % 256);
    const { files, fields } = await parse(
      write(
        ['name="model"; filename="model.onnx"', bytes],
        ['name="name"', 'sentiment'],
        ['name="model"; filename="sub/vocab.txt"', ''],
      ),
    );
    expect(files.map(({ field, filename }) => [field, filename])).toEqual([
      ['model', 'model.onnx'],
      ['model', 'sub/vocab.txt'],
    ]);
    expect(Buffer.from(files[0]?.content ?? []).equals(bytes)).toBe(true);
    expect(files[1]?.content).toHaveLength(0);
    expect([...fields]).toEqual([['name', 'sentiment']]);
  });

  it('reads what a standard client writes', async () => {
    const form = new FormData();
    form.append('model', new Blob([Buffer.from([0, 13, 10, 45, 45])]), '模型.onnx');
    form.set('description', '第一个');
    const request = new Request('http://gateway', { method: 'POST', body: form });
    const { files, fields } = await parse(
      new Uint8Array(await request.arrayBuffer()),
      request.headers.get('content-type') ?? undefined,
    );
    expect(files).toEqual([
      { field: 'model', filename: '模型.onnx', content: Buffer.from([0, 13, 10, 45, 45]) },
    ]);
    expect(fields.get('description')).toBe('第一个');
  });

  it.each([
    ['boundaries are quoted', 'multipart/form-data; boundary="xyz"'],
    ['the type is in capitals', 'Multipart/Form-Data; Boundary=xyz'],
    ['a charset stands before', 'multipart/form-data; charset=utf-8; boundary=xyz'],
  ])('reads the form when %s', async (_, contentType) => {
    expect((await parse(write(['name="name"', 'a']), contentType)).fields.get('name')).toBe('a');
  });

  it.each([
    ['there is no content type', undefined],
    ['it is JSON', 'application/json'],
    ['it is another kind of form', 'application/x-www-form-urlencoded'],
    ['it only begins alike', 'multipart/form-database; boundary=xyz'],
  ])('answers UNSUPPORTED_MEDIA_TYPE when %s', async (_, contentType) => {
    await expect(
      parseMultipart(write(['name="a"', 'a']), contentType, LIMITS),
    ).rejects.toMatchObject({ code: 'UNSUPPORTED_MEDIA_TYPE' });
  });

  const whole = write(['name="model"; filename="model.onnx"', 'x'.repeat(1000)]);
  it.each([
    ['the content type has no boundary', whole, 'multipart/form-data'],
    ['the body is empty', Buffer.alloc(0), TYPE],
    ['the body is not a form', Buffer.from('{"text": "x"}'), TYPE],
    ['the boundary is another', whole, 'multipart/form-data; boundary=other'],
    ['the end is missing', whole.subarray(0, -10), TYPE],
    ['it is cut inside a file', whole.subarray(0, 500), TYPE],
    ['it is cut inside the headers', whole.subarray(0, 30), TYPE],
    ['a field comes twice', write(['name="a"', '1'], ['name="a"', '2']), TYPE],
    ['a field is too long', write(['name="a"', 'x'.repeat(21)]), TYPE],
    [
      'there are too many fields',
      write(['name="a"', '1'], ['name="b"', '2'], ['name="c"', '3']),
      TYPE,
    ],
    [
      'there are too many files',
      write(
        ...Array.from(
          { length: 4 },
          (_, index) => [`name="model"; filename="${index}"`, 'x'] as const,
        ),
      ),
      TYPE,
    ],
    ['a field has no name', write(['', '1']), TYPE],
  ])('answers INVALID_REQUEST when %s', async (_, body, contentType) => {
    await expect(parse(body, contentType)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  });

  it('gives any bytes back when they were a file', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        fc.pre(!Buffer.from(bytes).includes('\r\n--xyz'));
        expect(
          Buffer.from(
            (await parse(write(['name="model"; filename="a"', bytes]))).files[0]?.content ?? [],
          ),
        ).toEqual(Buffer.from(bytes));
      }),
    );
  });

  it('answers a form or one of our errors when any bytes come, or a form is damaged anywhere', async () => {
    const form = write(['name="model"; filename="a"', 'abc'], ['name="b"', 'def']);
    const damaged = fc
      .tuple(fc.nat(form.length - 1), fc.nat(255))
      .map(([at, byte]) =>
        Buffer.concat([form.subarray(0, at), Buffer.from([byte]), form.subarray(at + 1)]),
      );
    const cut = fc.nat(form.length).map((at) => form.subarray(0, at));
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.uint8Array(), damaged, cut), async (body) => {
        const outcome = await parse(body).catch((error: unknown) => error);
        expect(outcome instanceof MaasError || (outcome as Form).fields instanceof Map).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
