/** `npx serverless-maas`: the service from a terminal, by its public API alone. */
import { CommanderError } from 'commander';
import { EXIT_CODES } from './errors.ts';
import { Output } from './output/output.ts';
import { makeProgram } from './program.ts';
import { readVersion } from './read-version.ts';

// Somebody who reads the output may leave: `serverless-maas models | head`.
process.stdout.on('error', () => undefined);
process.on('SIGINT', () => {
  process.stderr.write('\nEnded; the same command goes on where it makes sense.\n');
  process.exit(EXIT_CODES.interrupted.code);
});

// What commander refuses, it refuses before it has read all options.
const isJson = process.argv.includes('--json');

makeProgram(readVersion(), isJson)
  .parseAsync()
  .catch((error: unknown) => {
    if (!(error instanceof CommanderError)) throw error;
    // Help and versions are no faults; what commander refuses it has said already, but in JSON.
    process.exitCode = error.exitCode === 0 ? 0 : EXIT_CODES.usage.code;
    if (isJson && error.exitCode !== 0) {
      new Output({ json: true }).failure({
        message: error.code === 'commander.help' ? 'No command is given.' : toSentence(error),
        fix: 'serverless-maas --help',
      });
    }
  });

function toSentence({ message }: CommanderError): string {
  return message.replace(/^error: /, '');
}
