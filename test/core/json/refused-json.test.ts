import { Buffer } from 'node:buffer';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { LIMITS } from '../../../layers/maas/contract/limits.ts';
import { toNumber } from '../../../layers/maas/core/json/json-literals.ts';
import { parseJson } from '../../../layers/maas/core/json/lossless-json.ts';
import { parse } from '../../support/json-texts.ts';

const nest = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

describe('parseJson', () => {
  it.each([
    ['nothing', ''],
    ['another spelling of NaN', '[nan]'],
    ['a positive Infinity', '[+Infinity]'],
    ['NaN as a key', '{NaN: 1}'],
    ['a word that begins with NaN', '[NaNs]'],
    ['a comment', '[1] // one'],
    ['two documents', '{} {}'],
    ['a cut document', '{"a": [1, 2'],
    ['an unpaired closing', ']'.repeat(100)],
    ['an unended string', '["a'],
    ['a string that ends in a backslash', '["a\\'],
    ['single quotes', "{'a': 1}"],
  ])('refuses %s when it is sent as JSON', (_, text) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }));
  });

  it.each([
    ['a lone continuation byte', [0x80]],
    ['an overlong slash', [0xc0, 0xaf]],
    ['a surrogate in UTF-8', [0xed, 0xa0, 0x80]],
    ['a cut sequence', [0xe4, 0xbd]],
    ['UTF-16', [0xff, 0xfe, 0x22, 0x00]],
  ])('refuses %s when it stands in a string', (_, bytes) => {
    const body = Buffer.concat([Buffer.from('["'), Buffer.from(bytes), Buffer.from('"]')]);
    expect(() => parseJson(body)).toThrow(
      expect.objectContaining({
        code: 'INVALID_REQUEST',
        message: expect.stringContaining('UTF-8'),
      }),
    );
  });

  it.each([
    ['gzip', gzipSync('{"text": "good"}'), 'Content-Encoding: gzip'],
    ['UTF-16 with its mark', Buffer.from('\uFEFF{"text": "good"}', 'utf16le'), 'it is UTF-16'],
    ['UTF-16 without it', Buffer.from('{"text": "good"}', 'utf16le'), 'it is UTF-16: send UTF-8'],
    ['an array of NumPy', Buffer.from('\x93NUMPY\x01\0', 'latin1'), 'array.tolist()'],
    ['a pickle', Buffer.from('\x80\x05\x95\x80', 'latin1'), 'a pickle of Python'],
    ['a ZIP file', Buffer.from('PK\x03\x04\xff', 'latin1'), 'a ZIP file'],
    ['a PDF document', Buffer.from('%PDF-1.7\n%\xff', 'latin1'), 'a PDF document'],
    ['a model', Buffer.from('\x08\x07\x12\x04torch'), 'with files= of requests'],
    ['a model that is no text', Buffer.from('\x08\x07\xff', 'latin1'), 'with files= of requests'],
    [
      'a form with files',
      Buffer.from('--1b2\r\nContent-Disposition: form-data; name="model"\r\n\r\nx\r\n--1b2--'),
      'models go to POST /upload',
    ],
    ['a WAV', Buffer.from('RIFF\x24\x80\0\0WAVEfmt ', 'latin1'), 'it is sound'],
    ['a WAV of silence', Buffer.from('RIFF\x24\0\0\0WAVEfmt '), 'it is sound'],
    ['an MP3', Buffer.from('ID3\x04\0\xff', 'latin1'), 'it is sound'],
    ['words of Python', Buffer.from('{"text": "good", "scores": True}'), 'json.dumps'],
    ['plain text', Buffer.from('a good movie'), '{"text": "…"}'],
    ['a CSV of one column', Buffer.from('text\ngood\n'), '{"text": "…"}'],
    ['XML', Buffer.from('<?xml version="1.0"?><text/>'), 'XML or HTML'],
    ['a picture in bare base64', Buffer.from('iVBORw0KGgoAAAANSUhEUgAA'), '{"image": "…"}'],
  ])('says what was sent in the place of JSON when it is %s', (_, body, words) => {
    expect(() => parseJson(body)).toThrow(
      expect.objectContaining({
        code: 'INVALID_REQUEST',
        message: expect.stringContaining(words),
      }),
    );
  });

  it('refuses a document when it is nested 100,000 deep, in lists or objects, closed or not', () => {
    for (const text of [
      nest(100_000),
      '['.repeat(100_000),
      '{"a":'.repeat(100_000),
      `{"inputs": ${nest(LIMITS.jsonDepth)}}`,
    ]) {
      expect(() => parse(text)).toThrow(
        expect.objectContaining({
          code: 'INVALID_REQUEST',
          message: expect.stringContaining('deep'),
        }),
      );
    }
    expect(() => parse(nest(LIMITS.jsonDepth))).not.toThrow();
  });

  it('holds its limits when there are literals', () => {
    expect(() => parse(`{"x": NaN, "a": ${nest(LIMITS.jsonDepth)}}`)).toThrow(/deep/);
    expect(() => parse(`[NaN${' '.repeat(LIMITS.jsonBytes)}]`)).toThrow(
      expect.objectContaining({ code: 'PAYLOAD_TOO_LARGE' }),
    );
    const value = parse('{"__proto__": {"admin": NaN}, "a": 1, "a": NaN}') as { a: unknown };
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(toNumber(value.a)).toBeNaN();
    for (const mark of ['\uE00DNaN', '\\ue00dNaN', '\\uE00Dx']) {
      expect(() => parse(`["${mark}", NaN]`)).toThrow(
        expect.objectContaining({ code: 'INVALID_REQUEST' }),
      );
    }
  });

  it.each([
    ["{'rows': [[1, None]]}", 'json.dumps'],
    ["[{'age': 3}]", 'json.dumps'],
    ['text=great', 'json='],
    ['rows=%5B1%5D&scores=1', 'json='],
  ])('says what to do when %s is sent', (text, word) => {
    expect(() => parse(text)).toThrow(word);
  });

  it('refuses a document before it is parsed when it has more bytes than the limit', () => {
    expect(() => parseJson(Buffer.alloc(LIMITS.jsonBytes + 1, '['))).toThrow(
      expect.objectContaining({ code: 'PAYLOAD_TOO_LARGE' }),
    );
  });
});
