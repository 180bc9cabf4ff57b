import type { Command } from 'commander';
import { run } from '../run.ts';
import { findNatives } from '../start/find-natives.ts';
import { findNode } from '../start/find-node.ts';
import { requireService } from '../start/places.ts';
import { runService } from '../start/run-service.ts';

export function addStart(program: Command): void {
  program
    .command('start')
    .description('start the whole service on this machine; its options: start --help')
    .argument('[options...]')
    .helpOption(false)
    .allowUnknownOption()
    .action(
      run(async ({ output, environment }, options: string[]) => {
        const program = requireService();
        const node = await findNode(output, environment);
        const natives = await findNatives(output, environment);
        process.exitCode = await runService(node, [program, ...options], natives);
      }),
    );
}
