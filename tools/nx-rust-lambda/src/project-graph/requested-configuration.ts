/**
 * Knows which configuration a command line asks for, and whether the run has one of that name. Nx takes
 * an unknown one for the default, and so it takes a wish that it cannot read: a misspelt `-c production`
 * would deploy to this machine and say that all went well. Pure.
 */
import { UserError } from '../user-error';

/** What of Nx's project graph is asked: executor and configurations of each target of each project. */
export type ConfiguredProjects = Readonly<
  Record<string, { readonly targets?: Readonly<Record<string, ConfiguredTarget>> }>
>;

export interface ConfiguredTarget {
  readonly executor?: string;
  readonly configurations?: Readonly<Record<string, unknown>>;
}

/** Targets whose configurations are environments. */
export const environmentTargets: ReadonlySet<string> = new Set([
  'aws',
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

/** Words that may ask for a configuration, whether Nx reads them or not. */
const wish = /^-[a-z]*c[a-z=]*|^--(?:no-)?c(?:onf[a-z]*)?(?:[.=].*)?$/i;

/**
 * @param environments those of samconfig.toml
 * @returns the name that is asked for
 * @throws UserError for what Nx would pass over: a spelling that it does not read, two names, a name that
 * no target of the run knows
 */
export function refuseConfiguration(
  argv: readonly string[],
  projects: ConfiguredProjects,
  environments: readonly string[],
): string | undefined {
  const words = wordsOf(argv);
  const concerned = concernedTargets(words, projects);
  if (!concerned.some(({ target }) => isOurs(target))) return undefined;
  const name = requestedConfiguration(words, projects);
  if (name === undefined) return undefined;
  const known = new Set(
    concerned.flatMap(({ target }) => Object.keys(target.configurations ?? {})),
  );
  if (known.has(name) || environments.includes(name)) return name;
  const isEnvironment = concerned.some(({ name: target }) => environmentTargets.has(target));
  if (isEnvironment) {
    throw new UserError(`has no environment '${name}'; it knows ${environments.join(', ')}`, {
      file: 'samconfig.toml',
    });
  }
  const all = [...known, ...environments.filter((environment) => !known.has(environment))];
  throw new UserError(
    `no target of this run has a configuration '${name}'; ${all.join(', ')} are known`,
  );
}

/**
 * The configuration that the words ask for.
 *
 * @throws UserError if Nx would read none, or another one, out of them
 */
export function requestedConfiguration(
  words: readonly string[],
  projects: ConfiguredProjects,
): string | undefined {
  const named: string[] = [];
  for (const [index, word] of words.entries()) {
    const following = words[index + 1];
    if (word === '-c' || word === '--configuration') {
      if (following === undefined || following.startsWith('-')) throw unnamed(word);
      named.push(following);
      continue;
    }
    const joined = /^(?:-c|--configuration)=(.*)$/s.exec(word);
    if (joined) {
      if (!joined[1]) throw unnamed(word);
      named.push(joined[1]);
    } else if (wish.test(word)) {
      const value = /^-c([a-z0-9_-]+)$/i.exec(word)?.[1] ?? /=(.+)$/s.exec(word)?.[1] ?? following;
      throw new UserError(
        `Nx does not read '${word}' as a configuration; write -c ${value ?? '<name>'}`,
      );
    } else if (/^--prod(?:=true)?$/.test(word)) {
      named.push('production');
    }
  }
  if (named.length > 1) {
    throw new UserError(
      `the command line names a configuration ${named.length} times (${named.join(', ')}), and Nx then takes none of them; write -c once`,
    );
  }
  const [option] = named;
  const inTask = words
    .map((word) => word.split(':'))
    .find(
      ([project = '', ...rest]) =>
        rest.length === 2 && (project in projects || project.includes('*')),
    )?.[2];
  if (option !== undefined && inTask !== undefined && option !== inTask) {
    throw new UserError(
      `the command line names two configurations, '${inTask}' and '${option}'; write one of them`,
    );
  }
  return option ?? inTask;
}

/** What Nx itself reads: what stands behind `--` is for the task. */
export function wordsOf(argv: readonly string[]): string[] {
  const words = argv.slice(2);
  const end = words.indexOf('--');
  return end < 0 ? words : words.slice(0, end);
}

function unnamed(word: string): UserError {
  return new UserError(`'${word}' has no name of a configuration after it; write -c <name>`);
}

interface NamedTarget {
  readonly name: string;
  readonly target: ConfiguredTarget;
}

/**
 * The targets that the words can mean; every target where they name none, as a pattern does. One too
 * many only makes more names known.
 */
function concernedTargets(
  words: readonly string[],
  projects: ConfiguredProjects,
): readonly NamedTarget[] {
  const parts = words.flatMap((word) => {
    const value = word.startsWith('-') ? word.slice(word.indexOf('=') + 1 || word.length) : word;
    return value.split(/[:,\s]/);
  });
  const names = new Set(parts.map((part) => aliases[part] ?? part));
  const named = Object.entries(projects).filter(([name]) => names.has(name));
  const all = (named.length > 0 ? named : Object.entries(projects)).flatMap(([, { targets }]) =>
    Object.entries(targets ?? {}).map(([name, target]) => ({ name, target })),
  );
  const found = all.filter(({ name }) => names.has(name));
  return found.length > 0 ? found : all;
}

/** Of Nx, for names of targets. */
const aliases: Readonly<Record<string, string>> = {
  b: 'build',
  e: 'e2e',
  l: 'lint',
  s: 'serve',
  t: 'test',
};

function isOurs({ executor }: ConfiguredTarget): boolean {
  return executor?.startsWith('nx-rust-lambda:') ?? false;
}
