import { briefly, type Completed, candidatesOf, PROGRAM, wordsOf } from './candidates.ts';

/** Writes the script for PowerShell: tables of words, and their lookup. Where nothing is offered, PowerShell offers files. */
export function powershellScript({ commands, resources }: Completed): readonly string[] {
  const entry = (word: string, help: string): string => `      @(${quote(word)}, ${quote(briefly(help))})`;
  const words = commands.map((command) =>
    [
      `    ${quote(command.name)} = @(`,
      ...wordsOf(command, commands).map((word) => entry(word, word)),
      ...Object.values(command.flags).map((flag) => entry(`--${flag.name}`, flag.help)),
      '    )',
    ].join('\n'),
  );
  const values = commands.flatMap(({ name, flags }) =>
    Object.values(flags).flatMap((flag) => {
      const candidates = candidatesOf(flag, resources);
      if (!candidates || candidates === 'files' || candidates === 'none') return [];
      return [`    ${quote(`${name} --${flag.name}`)} = @(${candidates.map(quote).join(', ')})`];
    }),
  );
  return [
    `Register-ArgumentCompleter -Native -CommandName ${PROGRAM} -ScriptBlock {`,
    '  param($word, $line, $position)',
    '  $words = @{',
    ...words,
    '  }',
    '  $values = @{',
    ...values,
    '  }',
    '  $commands = @(',
    ...commands.map(({ name, summary }) => entry(name, summary)),
    '  )',
    '  $given = @($line.CommandElements | Where-Object { $_.Extent.EndOffset -lt $position } | ForEach-Object { "$_" })',
    '  $command = if ($given.Count -gt 1 -and $words.ContainsKey($given[1])) { $given[1] }',
    `    else { ${quote(commands[0]!.name)} }`,
    '  $lead = ""',
    '  $flag = $given[-1]',
    '  if ($word -match "^(--[^=]+)=(.*)$") { $flag = $Matches[1]; $lead = "$flag="; $word = $Matches[2] }',
    '  $offered = if ($values.ContainsKey("$command $flag")) { $values["$command $flag"] | ForEach-Object { , @($_, $_) } }',
    '    elseif ($given.Count -le 1) { $commands + $words[$command] } else { $words[$command] }',
    '  $offered | Where-Object { $_[0] -like "$word*" } | ForEach-Object {',
    '    [System.Management.Automation.CompletionResult]::new($lead + $_[0], $_[0], "ParameterValue", $_[1])',
    '  }',
    '}',
  ];
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
