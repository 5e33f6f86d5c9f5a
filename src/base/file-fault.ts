import { errorText } from './errors.ts';

const TEXTS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  ENOTDIR: 'no such file',
  EISDIR: 'expected a file, found a directory',
  EACCES: 'cannot read the file: permission denied',
  EPERM: 'cannot read the file: permission denied',
  ELOOP: 'cannot read the file: its links lead in a circle',
};

/** Says why a file could not be read, without the names of system calls; the caller names flag and file. */
export function fileFault(error: unknown): string {
  const { code = '' } = error as { readonly code?: string };
  return TEXTS[code] ?? `cannot read the file: ${errorText(error)}`;
}

/** Returns the problem of a YAML text as one line: the parser adds an excerpt below, which is not for logs. */
export function yamlFault({ message }: { readonly message: string }): string {
  return message.split('\n', 1)[0]!.replace(/:$/, '');
}
