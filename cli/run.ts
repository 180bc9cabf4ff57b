import type { Command } from 'commander';
import { connect, type Connection, type ConnectionFlags } from './connect/connect.ts';
import type { Environment } from './connect/environment.ts';
import { EXIT_CODES } from './errors.ts';
import { explain, type Subject } from './explain.ts';
import { Output } from './output/output.ts';

/** The parts that a command works with. */
export interface Context {
  readonly output: Output;
  readonly flags: GlobalFlags;
  readonly environment: Environment;
  /** Made when it is asked for: not every command calls the service. */
  readonly connect: () => Promise<Connection>;
  /** For the sentence that mends a failure. */
  readonly about: (subject: Subject) => void;
}

export interface GlobalFlags extends ConnectionFlags {
  readonly json?: boolean;
}

/**
 * Makes an action of commander: `action(context, ...arguments, options)`. A failure is told, with
 * what mends it, and becomes the exit code.
 */
export function run<A extends unknown[]>(
  action: (context: Context, ...args: A) => Promise<void>,
): (...args: [...A, Command]) => Promise<void> {
  return async (...given) => {
    const command = given.at(-1) as Command;
    const flags = command.optsWithGlobals<GlobalFlags>();
    const output = new Output({ json: flags.json === true });
    let subject: Subject = {};
    const context: Context = {
      output,
      flags,
      environment: process.env,
      connect: async () => {
        const connection = await connect(flags, process.env);
        subject = { ...subject, url: connection.url };
        return connection;
      },
      about: (more) => {
        subject = { ...subject, ...more };
      },
    };
    try {
      await action(context, ...(given.slice(0, -1) as unknown as A));
    } catch (error) {
      const failure = explain(error, subject);
      output.failure(failure);
      process.exitCode = EXIT_CODES[failure.outcome].code;
    }
  };
}
