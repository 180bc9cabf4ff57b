import { Argument, type Command } from 'commander';
import { SHELLS, writeCompletion, type Shell } from '../completion/write-completion.ts';
import { run } from '../run.ts';

export function addCompletion(program: Command): void {
  program
    .command('completion')
    .description('print the shell completion: eval "$(serverless-maas completion bash)"')
    .addArgument(new Argument('<shell>').choices([...SHELLS]))
    .action(
      run(async ({ output }, shell: Shell) => {
        await output.write(writeCompletion(program, shell));
      }),
    );
}
