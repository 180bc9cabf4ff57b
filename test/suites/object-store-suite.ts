import { describe, it } from '@jest/globals';
import type { Clock } from '../../layers/maas/core/ports/clock.ts';
import type { ObjectStore } from '../../layers/maas/core/ports/object-store.ts';
import type { PresignedPut } from '../../layers/maas/core/ports/presigned-put.ts';
import { itKeepsObjects } from './object-store/keeps-objects.ts';
import { itLists } from './object-store/lists.ts';
import { itTakesParts } from './object-store/multipart.ts';
import { itPresigns } from './object-store/presigns.ts';
import { itSwaps } from './object-store/swaps.ts';

/**
 * The gaps that a server is known to have. Each test behind one is run all the same, and has to
 * fail there: a gap that was mended is a failure.
 */
export type Gap =
  /** Says no size, SHA-256, signature or expiry of an upload is wrong. */
  | 'upload size'
  | 'upload SHA-256'
  | 'upload signature'
  | 'upload expiry'
  /** Knows the SHA-256 of what was uploaded with one. */
  | 'SHA-256 of an object'
  /** A stream in parts heeds its condition. */
  | 'if-absent on parts'
  | 'if-match on parts'
  | 'if-absent on completion'
  /** It is refused, and not by an error of the server's own. */
  | 'completion of an aborted upload'
  /** A stream in parts is answered with its ETag. */
  | 'ETag of parts';

/** One store, and how its clients reach it. */
export interface ObjectStoreCase {
  /**
   * On the same objects each time, empty at first.
   * @param clock the one by which uploads are signed
   */
  readonly open: (clock?: Clock) => Promise<ObjectStore>;
  /** Makes the request as somebody else would. @returns the status */
  readonly send: (request: PresignedPut, body: Uint8Array) => Promise<number>;
  readonly gaps?: readonly Gap[];
}

export type Test = (name: string, run: () => Promise<void>) => void;

/** The parts that the tests of one store use. */
export interface SuiteContext extends ObjectStoreCase {
  /** A beginning of keys that no other test uses. */
  readonly newPrefix: () => string;
  /** A test that this server is known to fail, if it has the gap. */
  readonly unlessGap: (gap: Gap) => Test;
}

/** Describes every `ObjectStore`, run on each. */
export function describeObjectStore(name: string, store: ObjectStoreCase): void {
  let prefixes = 0;
  const unlessGap =
    (gap: Gap): Test =>
    (test, run) => {
      if (store.gaps?.includes(gap)) it.failing(`${test} (known gap here: ${gap})`, run);
      else it(test, run);
    };
  const context: SuiteContext = { ...store, unlessGap, newPrefix: () => `suite/${++prefixes}/` };
  describe(`ObjectStore: ${name}`, () => {
    describe('objects', () => {
      itKeepsObjects(context);
    });
    describe('compare-and-swap', () => {
      itSwaps(context);
    });
    describe('lists', () => {
      itLists(context);
    });
    describe('presigned uploads', () => {
      itPresigns(context);
    });
    describe('uploads in parts', () => {
      itTakesParts(context);
    });
  });
}
