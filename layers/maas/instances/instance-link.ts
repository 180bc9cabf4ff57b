import type { Invocation } from './invocation.ts';
import type { GuardedProcess } from './process-guard.ts';

/** The arguments and variables of an instance's process, beside those that all of them get. */
export interface LinkedProgram {
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** True if it gets an end of a stream of bytes, as its descriptor 3. */
  readonly hasChannel: boolean;
}

/** The way of requests into an instance's process, and of answers out of it. */
export interface InstanceLink {
  /** Before the process is started. */
  open(): Promise<LinkedProgram>;
  /** As soon as it is started. */
  attach(started: GuardedProcess): void;
  /** True if requests can be sent ahead, to be begun when those before are answered. */
  readonly takesAhead: boolean;
  /**
   * Hands over a request; the process must have said that it can take one, unless it is sent ahead.
   * @param remainingMs milliseconds that are left for the answer
   * @param isAhead true if requests stand before it @default - it is begun at once
   */
  send(invocation: Invocation, remainingMs: number, isAhead?: boolean): void;
  /**
   * Takes the requests back that were sent ahead and cannot be begun in time.
   * @param heardMs on `sharedMs`: all that the process had said by then has been read, so that
   *   whatever it began is known
   */
  takeBack(heardMs: number): readonly Invocation[];
  /** The process is gone, or not wanted. */
  close(): void;
}

export interface LinkOptions {
  readonly functionName: string;
  /** Folder of its bundle. */
  readonly directory: string;
  /** Folder for sockets, which others may not enter, and a name of the instance's own. */
  readonly socketDirectory: string;
  readonly instanceId: string;
  /** The process can take a request: it is initialised, and done with the one before. */
  readonly onNext: () => void;
  /** The process has not begun a request that was sent ahead, and will not. */
  readonly onBack: (invocation: Invocation) => void;
  /** It has said something, beside what it printed: the text of some lines. */
  readonly onLines: (text: string) => void;
  /** It does not do as it should, and has to be ended. */
  readonly onFault: (detail: string) => void;
}

export type CreateLink = (options: LinkOptions) => InstanceLink;
