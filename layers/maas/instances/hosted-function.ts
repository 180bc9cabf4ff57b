import type { FunctionSpec } from '../contract/functions.ts';
import type { Death } from './instance-end.ts';
import type { CreateLink } from './instance-link.ts';
import type { LoadsAhead } from './loads-ahead.ts';
import type { MemoryShare } from './memory-share.ts';

/** What every instance of one function has in common. */
export interface HostedFunction {
  readonly name: string;
  /** The way of requests into an instance, by what its code runs under. */
  readonly createLink: CreateLink;
  /** True if all else goes before it where processors are short. @default false */
  readonly hasLowPriority?: boolean;
  readonly spec: FunctionSpec;
  /** Folder of its `handler.js`, or, for a process of its own, its `process.js`. */
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly ahead?: LoadsAhead;
  /** What all instances may take together. @default - each its own limit, and no more */
  readonly memory?: MemoryShare;
  /**
   * Folder in which each instance gets a `/tmp` and a socket of its own. Others may not enter it.
   */
  readonly tmpDirectory: string;
  /** Milliseconds until an instance has to be initialised. */
  readonly initTimeoutMs: number;
  readonly onLine: (functionName: string, line: string) => void;
  /**
   * Told of a request that its instance did not outlive, unless the instance itself has counted it.
   */
  readonly onDeath?: (death: Death) => void;
}
