import type { CapturedLines } from '../../layers/maas/core/capture/captured-lines.ts';
import type { CapturedLine } from '../../layers/maas/core/ports/captures.ts';

/** Creates a reader of lines that stand in memory. */
export function createLines(list: () => readonly CapturedLine[]): Pick<CapturedLines, 'readHours'> {
  return {
    async *readHours(kind, { model, version }, { fromMs, toMs }) {
      yield await Promise.resolve(
        list().filter((line) => {
          const atMs = Date.parse(line.time);
          const isTheirs = line.model === model && line.version === version && line.kind === kind;
          return isTheirs && atMs >= fromMs && atMs < toMs;
        }),
      );
    },
  };
}
