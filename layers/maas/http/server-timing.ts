import { roundMs } from '../core/monitoring/round-ms.ts';

/**
 * Milliseconds per stage, as browsers and proxies read them; stages that did not happen are left
 * out.
 * @see https://www.w3.org/TR/server-timing/
 */
export function formatServerTiming(stages: Readonly<Record<string, number | undefined>>): string {
  return Object.entries(stages)
    .flatMap(([name, durationMs]) =>
      durationMs === undefined ? [] : [`${name};dur=${roundMs(durationMs)}`],
    )
    .join(', ');
}
