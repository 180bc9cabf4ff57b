import { hash } from 'node:crypto';
import type { RouteRecord } from '../registry/records.ts';

/** For a version, a number from 0 up to but not including 1; all are as likely. */
export type Draw = (version: number) => number;

const HASH_BITS = 48;

/**
 * Picks a version among the routes of an alias, each as often as its weight says.
 *
 * Each route waits for a time that is drawn, shorter the greater its weight, and the first one
 * wins. Where a version's draw depends on the caller alone, a greater weight moves callers to it and
 * none away from it, however many routes there are and in whatever order they stand.
 * @returns undefined when no route has any weight
 */
export function routeTraffic(routes: readonly RouteRecord[], draw: Draw): number | undefined {
  if (routes.length === 1) return routes[0]?.version;
  let winner: number | undefined;
  let shortest = Infinity;
  for (const { version, weight } of routes) {
    const wait = -Math.log(1 - draw(version)) / weight;
    if (weight > 0 && (wait < shortest || winner === undefined)) {
      winner = version;
      shortest = wait;
    }
  }
  return winner;
}

/** Always the version that has the most traffic: what describes an alias describes that one. */
export const heaviest: Draw = () => 0.5;

/**
 * Draws that are the same whenever a caller comes again.
 * @param salt of the alias, so that a caller who is early at one is not so at all of them
 */
export function stickyDraw(salt: string, key: string): Draw {
  return (version) => {
    const bytes = hash('sha256', `${salt}\0${version}\0${key}`, 'buffer');
    return bytes.readUIntBE(0, HASH_BITS / 8) / 2 ** HASH_BITS;
  };
}
