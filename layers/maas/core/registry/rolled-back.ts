import { MaasError } from '../errors.ts';
import type { AliasRecord, RouteRecord } from './records.ts';

/**
 * What an alias remembers of versions that its roll-outs took back, when it moves by hand: those
 * that come again by force are forgotten.
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
