import { describe, expect, it } from '@jest/globals';
import { groupChunks, type Chunk } from '../../scripts/group-chunks.ts';

const SMALL = 100;
const LARGE = 50_000;

function chunk(bytes: number, imports: string[] = [], asks: string[] = []): Chunk {
  return { text: ' '.repeat(bytes), exports: [], imports, asks };
}

function group(chunks: Readonly<Record<string, Chunk>>): string[] {
  return groupChunks('main', new Map(Object.entries(chunks))).map((files) =>
    files.toSorted().join('+'),
  );
}

describe('chunks', () => {
  it('are one file with the program when that imports them', () => {
    expect(
      group({ main: chunk(SMALL, ['own'], ['a']), own: chunk(SMALL), a: chunk(SMALL, ['own']) }),
    ).toEqual(['main+own', 'a']);
  });

  it('are joined when the same parts share them, whatever their size', () => {
    expect(
      group({
        main: chunk(SMALL, [], ['a', 'b']),
        a: chunk(SMALL, ['one', 'two']),
        b: chunk(SMALL, ['one', 'two']),
        one: chunk(LARGE),
        two: chunk(LARGE),
      }),
    ).toEqual(['main', 'a', 'b', 'one+two']);
  });

  it('stay apart when a part would load much that it does not need', () => {
    expect(
      group({
        main: chunk(SMALL, [], ['a', 'b']),
        a: chunk(SMALL, ['one', 'two']),
        b: chunk(SMALL, ['one']),
        one: chunk(SMALL),
        two: chunk(LARGE),
      }),
    ).toEqual(['main', 'a', 'b', 'one', 'two']);
  });

  it('are joined when a part would load little that it does not need', () => {
    expect(
      group({
        main: chunk(SMALL, [], ['a', 'b']),
        a: chunk(SMALL, ['one', 'two']),
        b: chunk(SMALL, ['one']),
        one: chunk(SMALL),
        two: chunk(SMALL),
      }),
    ).toEqual(['main', 'a', 'b', 'one+two']);
  });

  it('are joined when one of them is there whoever asks for what needs the other', () => {
    expect(
      group({
        main: chunk(SMALL, [], ['door']),
        door: chunk(SMALL, ['large'], ['a', 'b']),
        a: chunk(SMALL, ['small']),
        b: chunk(SMALL, ['small']),
        large: chunk(LARGE),
        small: chunk(SMALL),
      }),
    ).toEqual(['main', 'door', 'a', 'b', 'large+small']);
  });

  it('stay apart when a file would wait for one that waits for it', () => {
    expect(
      group({
        main: chunk(SMALL, [], ['a', 'between']),
        a: chunk(SMALL, ['first']),
        between: chunk(SMALL, ['last']),
        first: chunk(SMALL, ['between']),
        last: chunk(SMALL),
      }),
    ).toEqual(['main', 'a', 'between', 'first', 'last']);
  });
});
