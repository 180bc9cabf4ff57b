import { FileCaptureSink } from '../adapters/captures/file-capture-sink.ts';
import { FirehoseCaptureSink } from '../adapters/captures/firehose-capture-sink.ts';
import type { CaptureSink } from '../core/ports/captures.ts';
import type { Clock } from '../core/ports/clock.ts';
import type { Settings } from './settings.ts';

/** undefined where lines cannot be kept anywhere. */
export function composeCaptures(
  { captures }: Pick<Settings, 'captures'>,
  clock: Clock,
): CaptureSink | undefined {
  switch (captures?.kind) {
    case 'files':
      return new FileCaptureSink(captures.directory);
    case 'firehose':
      return new FirehoseCaptureSink({ stream: captures.stream, clock });
    case undefined:
      return undefined;
  }
}
