/** The codes that the process ends with. `docs/cli.md` and `--help` print this table. */
export const EXIT_CODES = {
  done: { code: 0, means: 'done' },
  failed: { code: 1, means: 'a fault of the command line itself' },
  usage: { code: 2, means: 'wrong arguments, options or files' },
  unreachable: { code: 3, means: 'the service cannot be reached' },
  denied: { code: 4, means: 'credentials are missing, wrong or not allowed' },
  notFound: { code: 5, means: 'no such model, version or alias' },
  refused: {
    code: 6,
    means: 'the service refused the model or the input, or doctor found a fault',
  },
  unavailable: { code: 7, means: 'the service is busy or failed; the same command may work later' },
  notPromoted: {
    code: 8,
    means: 'the roll-out went back, was aborted, or waits for a person',
  },
  interrupted: { code: 130, means: 'ended by Ctrl-C' },
} as const;
export type Outcome = keyof typeof EXIT_CODES;

/** An error for whoever typed the command, with a fix where there is one. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly outcome: Outcome;
  /** A command to type, or what to do where no command does it. */
  readonly fix: string | undefined;
  /** The service's own, as `MODEL_NOT_FOUND`. */
  readonly code: string | undefined;

  constructor(
    outcome: Outcome,
    message: string,
    options: { readonly fix?: string; readonly code?: string; readonly cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.outcome = outcome;
    this.fix = options.fix;
    this.code = options.code;
  }
}
