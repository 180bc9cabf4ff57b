import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  CapturedLines,
  type CaptureObjects,
} from '../../layers/maas/core/capture/captured-lines.ts';
import type {
  CapturedLine,
  CaptureKind,
  CaptureSink,
} from '../../layers/maas/core/ports/captures.ts';

export interface CapturePlace {
  readonly sink: CaptureSink;
  readonly objects: CaptureObjects;
}

const SECOND_MS = 1000;
const HOUR_MS = 3600 * SECOND_MS;

/** Describes how lines are kept and read again, wherever they stand. */
export function describeCapturedLines(name: string, open: () => Promise<CapturePlace>): void {
  describe(name, () => {
    const nowMs = Date.now();
    let sink: CaptureSink;
    let lines: CapturedLines;
    beforeAll(async () => {
      const place = await open();
      sink = place.sink;
      lines = new CapturedLines(place.objects);
    });

    const makeLine = (
      kind: CaptureKind,
      model: string,
      version: number,
      ageMs = 0,
    ): CapturedLine => ({
      kind,
      model,
      version,
      time: new Date(nowMs - ageMs).toISOString(),
      predictionId: randomUUID(),
      inputs: { text: 'Grüße, 好\n"and a new line"' },
    });
    const read = async (
      kind: CaptureKind,
      model: string,
      version: number,
      period = { fromMs: nowMs - HOUR_MS, toMs: nowMs + 1 },
    ): Promise<CapturedLine[]> => {
      const found: CapturedLine[] = [];
      for await (const hour of lines.readHours(kind, { model, version }, period)) {
        found.push(...hour);
      }
      return found.sort((a, b) => (a.time < b.time ? -1 : 1));
    };

    it('keeps every line as it was written, under its model and version', async () => {
      const written = [
        makeLine('prediction', 'Mood', 1, 2 * SECOND_MS),
        makeLine('prediction', 'Mood', 1),
      ];
      await sink.write(written);
      await sink.write([makeLine('prediction', 'Mood', 2)]);
      expect(await read('prediction', 'mood', 1)).toEqual(written);
      expect(await read('prediction', 'mood', 2)).toHaveLength(1);
    });

    it('reads the lines of a period alone', async () => {
      const ages = [3, 2, 1].map((seconds) => seconds * SECOND_MS);
      await sink.write(ages.map((ageMs) => makeLine('sketch', 'periods', 1, ageMs)));
      const period = { fromMs: nowMs - 2 * SECOND_MS, toMs: nowMs - SECOND_MS };
      expect(await read('sketch', 'periods', 1, period)).toMatchObject([
        { time: new Date(nowMs - 2 * SECOND_MS).toISOString() },
      ]);
    });

    it('keeps each of more lines than one call takes', async () => {
      const many = Array.from({ length: 250 }, () => makeLine('prediction', 'many', 1));
      await sink.write(many);
      const ids = (list: readonly CapturedLine[]): unknown[] =>
        list.map(({ predictionId }) => predictionId).sort();
      expect(ids(await read('prediction', 'many', 1))).toEqual(ids(many));
    });

    it('lists the models and versions that have counts', async () => {
      await sink.write([makeLine('sketch', 'Counted', 3), makeLine('sketch', 'counted', 12)]);
      const versions = await lines.listVersions('sketch');
      expect(versions.filter(({ model }) => model === 'counted')).toEqual(
        expect.arrayContaining([
          { model: 'counted', version: 3 },
          { model: 'counted', version: 12 },
        ]),
      );
    });

    it('lets go all of a model, and nothing of one whose name begins alike', async () => {
      await sink.write([
        makeLine('prediction', 'gone', 1),
        makeLine('sketch', 'gone', 1),
        makeLine('prediction', 'gone2', 1),
      ]);
      await lines.deleteModel('Gone');
      expect(await read('prediction', 'gone', 1)).toEqual([]);
      expect(await read('sketch', 'gone', 1)).toEqual([]);
      expect(await read('prediction', 'gone2', 1)).toHaveLength(1);
    });
  });
}
