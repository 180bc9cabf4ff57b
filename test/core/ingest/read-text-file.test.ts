import { describe, expect, it } from '@jest/globals';
import { readTextFile } from '../../../layers/maas/core/ingest/read-text-file.ts';

const TEXT = 'größe\nÄpfel, 苹果\n';
const utf16be = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();

describe('readTextFile', () => {
  it.each<[string, Buffer]>([
    ['it is UTF-8', Buffer.from(TEXT)],
    ['it has a byte order mark', Buffer.from(`\uFEFF${TEXT}`)],
    ['PowerShell wrote it in UTF-16', Buffer.from(`\uFEFF${TEXT}`, 'utf16le')],
    ['it is UTF-16 with its large bytes first', utf16be(`\uFEFF${TEXT}`)],
    ['its lines end as on Windows', Buffer.from(TEXT.replaceAll('\n', '\r\n'))],
    ['its lines end as Excel for Mac writes them', Buffer.from(TEXT.replaceAll('\n', '\r'))],
    ['it is UTF-16 from Windows', Buffer.from(`\uFEFF${TEXT.replaceAll('\n', '\r\n')}`, 'utf16le')],
  ])('gives the same text when %s', (_, bytes) => {
    for (const name of [
      'labels.txt',
      'columns.txt',
      'merges.txt',
      'vocab.txt',
      'samples.jsonl',
      'onnx/labels.txt',
    ]) {
      expect(readTextFile(name, bytes)).toBe(TEXT);
    }
  });

  it.each<[string, string, Buffer, string]>([
    ['it is Latin-1', 'labels.txt', Buffer.from(TEXT, 'latin1'), 'UTF-8'],
    ['it is UTF-16 without a mark', 'config.json', Buffer.from('{"a":1}', 'utf16le'), 'UTF-16'],
    [
      'it is a pointer of Git LFS',
      'tokenizer.json',
      Buffer.from('version https://git-lfs.github.com/spec/v1\noid sha256:00\n'),
      'git lfs pull',
    ],
    [
      'half a character of UTF-16 is missing',
      'columns.txt',
      Buffer.from([0xff, 0xfe, 0x61]),
      'UTF-8',
    ],
  ])('refuses a file that a task would read, in words, when %s', (_, name, bytes, word) => {
    expect(() => readTextFile(name, bytes)).toThrow(
      expect.objectContaining({ code: 'INVALID_TEXT', message: expect.stringContaining(word) }),
    );
    expect(() => readTextFile(name, bytes)).toThrow(name);
  });

  it('takes a file that nothing reads as it is when it is not text', () => {
    expect(readTextFile('README.txt', Buffer.from([0xe4, 0x0a]))).toBe('\uFFFD\n');
  });
});
