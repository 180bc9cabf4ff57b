#!/usr/bin/env node
/** `npx serverless-maas` in the repository: the command line from its sources, where the caller is. */
import { runScript } from '../run-script.mjs';

await runScript('cli/main.ts', process.argv.slice(2), { cwd: process.cwd() });
