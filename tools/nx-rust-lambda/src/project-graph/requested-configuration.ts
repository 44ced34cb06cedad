/**
 * Knows what of Nx's command line names a configuration. Nx itself takes an unknown one for the default,
 * so that a misspelt `-c production` would deploy to this machine and say that all went well.
 */

/** Targets whose configurations are environments. */
export const environmentTargets: ReadonlySet<string> = new Set([
  'deploy',
  'deploy-all',
  'destroy',
  'diff',
  'invoke',
  'logs',
  'outputs',
  'preflight',
  'resources',
  'validate',
]);

/** The environment that a command line asks for, if it runs one of the targets that have one. */
export function requestedEnvironment(argv: readonly string[]): string | undefined {
  const words = argv.slice(2);
  const end = words.indexOf('--');
  const own = end < 0 ? words : words.slice(0, end);
  const named = own.find((word) => !word.startsWith('-') && word.split(':').length === 3);
  const fromTask = named?.split(':');
  if (fromTask && environmentTargets.has(fromTask[1] ?? '')) return fromTask[2];
  const targets = own.flatMap((word) => word.split(/[:,=]/));
  if (!targets.some((target) => environmentTargets.has(target))) return undefined;
  for (const [index, word] of own.entries()) {
    if (word === '-c' || word === '--configuration') return own[index + 1];
    const joined = /^(?:-c|--configuration)=(.*)$/.exec(word);
    if (joined) return joined[1];
  }
  return undefined;
}
