import { MaasError } from '../errors.ts';
import type { AliasRecord, RouteRecord } from './records.ts';

/**
 * Lifts the marks of versions that roll-outs took back from an alias, where they come again by
 * force when it is moved by hand.
 * @returns nothing where nothing changes
 * @throws MaasError CONFLICT for one that comes again without force
 */
export function liftMarks(
  known: Pick<AliasRecord, 'rolledBack'> | undefined,
  alias: string,
  routes: readonly RouteRecord[],
  force: boolean,
): Pick<AliasRecord, 'rolledBack'> {
  const rolledBack = known?.rolledBack ?? [];
  const isBack = (version: number): boolean => routes.some((route) => route.version === version);
  const marked = rolledBack.find(isBack);
  if (marked === undefined) return {};
  if (force) return { rolledBack: rolledBack.filter((version) => !isBack(version)) };
  throw new MaasError(
    'CONFLICT',
    `Version ${marked} was rolled back from '${alias}' before; give "force": true to have it again.`,
  );
}
