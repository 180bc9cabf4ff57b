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
  /**
   * Hands over a request; the process must have said that it can take one.
   * @param remainingMs milliseconds that are left for the answer
   */
  send(invocation: Invocation, remainingMs: number): void;
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
  /** It has said something, beside what it printed: the text of some lines. */
  readonly onLines: (text: string) => void;
  /** It does not do as it should, and has to be ended. */
  readonly onFault: (detail: string) => void;
}

export type CreateLink = (options: LinkOptions) => InstanceLink;
