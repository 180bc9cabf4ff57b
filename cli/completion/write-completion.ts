import type { Command } from 'commander';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

interface Completed {
  readonly name: string;
  readonly description: string;
  readonly options: readonly { readonly flag: string; readonly description: string }[];
}

/** A script for a shell, made of the commands themselves. */
export function writeCompletion(program: Command, shell: Shell): string {
  const commands = program.commands.map((command): Completed => ({
    name: command.name(),
    description: command.description(),
    options: [...command.options, ...program.options].flatMap(({ long, description }) =>
      long ? [{ flag: long, description }] : [],
    ),
  }));
  return { bash: writeBash, zsh: writeZsh, fish: writeFish }[shell](commands);
}

function writeBash(commands: readonly Completed[]): string {
  const cases = commands.map(
    ({ name, options }) => `    ${name}) words="${options.map(({ flag }) => flag).join(' ')}" ;;`,
  );
  return `_serverless_maas() {
  local current="\${COMP_WORDS[COMP_CWORD]}" words=""
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${commands.map(({ name }) => name).join(' ')}" -- "$current"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
  esac
  if [ "\${current#-}" != "$current" ]; then
    COMPREPLY=($(compgen -W "$words" -- "$current"))
  else
    COMPREPLY=($(compgen -f -- "$current"))
  fi
}
complete -o filenames -F _serverless_maas serverless-maas
`;
}

function writeZsh(commands: readonly Completed[]): string {
  const names = commands.map(({ name, description }) => `    ${quote(`${name}:${description}`)}`);
  const cases = commands.map(
    ({ name, options }) =>
      `    ${name}) _arguments ${options.map(toZshOption).join(' ')} '*:file:_files' ;;`,
  );
  return `#compdef serverless-maas
_serverless_maas() {
  local -a commands=(
${names.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  case "$words[2]" in
${cases.join('\n')}
  esac
}
compdef _serverless_maas serverless-maas
`;
}

function toZshOption({ flag, description }: Completed['options'][number]): string {
  return quote(`${flag}[${description.replace(/[[\]:]/g, ' ')}]`);
}

function writeFish(commands: readonly Completed[]): string {
  const start = 'complete -c serverless-maas';
  const lines = commands.flatMap(({ name, description, options }) => [
    `${start} -f -n __fish_use_subcommand -a ${name} -d ${quote(description)}`,
    ...options.map((option) => {
      const condition = quote(`__fish_seen_subcommand_from ${name}`);
      return `${start} -n ${condition} -l ${option.flag.slice(2)} -d ${quote(option.description)}`;
    }),
  ]);
  return `${lines.join('\n')}\n`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
