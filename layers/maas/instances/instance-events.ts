import type { Invocation } from './invocation.ts';

/** What its pool is told of an instance. */
export interface InstanceEvents {
  /** It can take an event. */
  readonly onIdle: () => void;
  /** It has begun a request that was sent ahead. */
  readonly onTurn: () => void;
  /** It gives requests back that it has not begun. */
  readonly onBack: (invocations: readonly Invocation[]) => void;
  /** It has done what this group asked it for. */
  readonly onReturn: (group: string) => void;
  /**
   * It is gone. `initError` says why it never became idle, `takenAlong` the group of the request
   * that it took along. What was sent ahead comes back before.
   */
  readonly onEnd: (how: { readonly initError?: Error; readonly takenAlong?: string }) => void;
}
