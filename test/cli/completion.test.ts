import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { makeProgram } from '../../cli/program.ts';
import { SHELLS, writeCompletion } from '../../cli/completion/write-completion.ts';

const program = makeProgram('0.0.0');

/** Lists the words that bash offers behind these. */
function complete(...words: string[]): string[] {
  const typed = words.map((word) => `'${word}'`).join(' ');
  const script = `${writeCompletion(program, 'bash')}
COMP_WORDS=(serverless-maas ${typed}); COMP_CWORD=${words.length}; _serverless_maas
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
  return stdout.split('\n').filter((line) => line !== '');
}

describe('completion', () => {
  it('offers commands, and the options of a command, in bash', () => {
    expect(complete('pr')).toEqual(['predict', 'promote']);
    expect(complete('predict', '--sc')).toEqual(['--scores']);
    expect(complete('upload', 'package.j')).toEqual(['package.json']);
  });

  it.each(SHELLS)('knows every command and option in %s', (shell) => {
    const script = writeCompletion(program, shell);
    for (const command of program.commands) {
      expect(script).toContain(command.name());
      for (const { long } of command.options) expect(script).toContain(long?.slice(2));
    }
  });
});
