/** What the AWS CLI is started with, so that it reaches the environment that is meant and no other. Pure. */
import type { AwsTarget } from '../../aws/target';
import { stackCommand } from '../../deploy/advice';
import type { Command } from '../../process/run';
import { UserError } from '../../user-error';

export interface CliOptions {
  /** Absolute path of `aws`. */
  readonly program: string;
  /** The user's own, as they were typed. */
  readonly words: readonly string[];
  readonly target: AwsTarget;
  readonly cwd: string;
  /** The shell's. */
  readonly variables: Readonly<Record<string, string | undefined>>;
}

export function cliCommand({ program, words, target, cwd, variables }: CliOptions): Command {
  const { endpoint, region } = target;
  // A service's own variable would win over the endpoint of all services.
  const endpoints = Object.keys(variables).filter((name) => name.startsWith('AWS_ENDPOINT_URL'));
  const profile = target.kind === 'account' ? target.profile : undefined;
  const args = [
    // Versions before 2.13 do not know the variable and would go to the real AWS.
    ...(endpoint !== undefined && !hasOption(words, endpointOption)
      ? [endpointOption, endpoint]
      : []),
    // As a variable it would lose against the shell's keys.
    ...(profile ? [profileOption, profile] : []),
    ...words,
  ];
  const env = {
    ...Object.fromEntries(endpoints.map((name) => [name, undefined])),
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    // Standard input is closed, so nobody could leave a pager.
    AWS_PAGER: '',
    ...(target.kind === 'local' ? localVariables(target.credentials) : {}),
  };
  return { program, args, cwd, env };
}

function localVariables(credentials: { accessKeyId: string; secretAccessKey: string }) {
  return {
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: undefined,
    AWS_SECURITY_TOKEN: undefined,
    AWS_PROFILE: undefined,
    AWS_DEFAULT_PROFILE: undefined,
    AWS_USE_FIPS_ENDPOINT: 'false',
    AWS_USE_DUALSTACK_ENDPOINT: 'false',
    AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'false',
    // A company's proxy does not reach this machine.
    NO_PROXY: '127.0.0.1',
    no_proxy: '127.0.0.1',
  };
}

const endpointOption = '--endpoint-url';
const profileOption = '--profile';

/** @throws UserError if the words are none, or name another account than the environment */
export function checkWords(words: readonly string[], environment: string): void {
  if (words.length === 0) {
    throw new UserError(
      `nothing to ask AWS; say what after --, such as ${stackCommand('aws', environment)} -- sqs list-queues`,
    );
  }
  if (hasOption(words, profileOption)) {
    throw new UserError(
      `--profile would be another account than '${environment}' names; leave it out, or set profile in samconfig.toml`,
    );
  }
}

/** The endpoint that the user asks for, which has to be allowed as everywhere. */
export function endpointOf(words: readonly string[]): string | undefined {
  const index = words.findIndex((word) => isOption(word, endpointOption));
  const [, value] = words[index]?.split(/=(.*)/s) ?? [];
  return value ?? words[index + 1 || words.length];
}

function hasOption(words: readonly string[], option: string): boolean {
  return words.some((word) => isOption(word, option));
}

function isOption(word: string, option: string): boolean {
  return word === option || word.startsWith(`${option}=`);
}
