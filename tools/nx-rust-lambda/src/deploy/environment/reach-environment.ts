/**
 * From the name of an environment to clients that reach it: reads samconfig.toml, and has the local
 * AWS running where that is meant.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { accountId, awsClients, type AwsClients } from '../../aws/clients';
import { configuredEndpoint } from '../../aws/configured-endpoints';
import { startDetached, type Run } from '../../process/run';
import { ensureTool } from '../../toolchain/tools';
import type { Json, SamTemplate } from '../../sam/sam-template';
import { UserError } from '../../user-error';
import { dotenvNames, refuseMovingVariables } from './dotenv-variables';
import { findEnvironment, localName, refuseOtherAccount, type Environment } from './environment';
import { startLocalAws } from '../local-aws/local-aws';
import { readEnvironments } from './read-environments';
import { mergeParameters } from './stack-parameters';

export interface ReachOptions {
  readonly root: string;
  /** Name of the environment; `local` without one. */
  readonly name: string | undefined;
  /** For an account environment: another endpoint than AWS's own. */
  readonly endpointUrl: string | undefined;
  /** Folders of the projects that the task is of, relative to the root: Nx loads dotenv files there. */
  readonly projectRoots?: readonly string[];
  /** For what sends parameters: those of the command line, and the template that has their names. */
  readonly parameters?: { readonly commandLine: Json | undefined; readonly template: SamTemplate };
  readonly run: Run;
  readonly report: (line: string) => void;
}

export interface ReachedEnvironment {
  /** Its parameters are those that the command line and variables leave of samconfig.toml's. */
  readonly environment: Environment;
  /** Names of those that the command line or a variable gives, and which of them. */
  readonly askedParameters: ReadonlyMap<string, string>;
  readonly clients: AwsClients;
  /** Id of the account that the credentials are of. */
  readonly account: string;
}

/**
 * @throws UserError for an unknown environment, or one that would silently be another than meant;
 * nothing but the account's id has been asked for then
 */
export async function reachEnvironment(options: ReachOptions): Promise<ReachedEnvironment> {
  const { root, name = localName, parameters } = options;
  const found = findEnvironment(readEnvironments(root), name);
  const { environment, askedParameters } = withParameters(found, parameters);
  const clients = await clientsOf(environment, options);
  const account = await accountId(clients);
  refuseOtherAccount(environment, account);
  return { environment, askedParameters, clients, account };
}

function withParameters(
  environment: Environment,
  parameters: ReachOptions['parameters'],
): Pick<ReachedEnvironment, 'environment' | 'askedParameters'> {
  if (!parameters) return { environment, askedParameters: new Map() };
  const { commandLine, template } = parameters;
  const given = { file: environment.parameters, variables: process.env, commandLine };
  const { values, asked } = mergeParameters(given, template);
  return { environment: { ...environment, parameters: values }, askedParameters: asked };
}

async function clientsOf(environment: Environment, options: ReachOptions): Promise<AwsClients> {
  const { name, kind, region, profile } = environment;
  const { endpointUrl } = options;
  if (kind === 'account') {
    await refuseDotenvFiles(options, name);
    if (endpointUrl === undefined) await refuseConfiguredEndpoint(environment);
    return awsClients({ kind, region, profile, endpoint: endpointUrl });
  }
  if (endpointUrl !== undefined) {
    throw new UserError(
      `--endpointUrl=${endpointUrl} is for an account environment; '${localName}' has its own`,
    );
  }
  const python = async () => (await ensureTool('ministack', options)).python;
  const { url, credentials } = await startLocalAws({ ...options, python, startDetached });
  return awsClients({ kind, region, endpoint: url, credentials });
}

/** @throws UserError if anything but the command line would send an account's requests elsewhere */
async function refuseConfiguredEndpoint({ name, profile }: Environment): Promise<void> {
  const found = await configuredEndpoint(profile);
  if (!found) return;
  throw new UserError(
    `${found.setBy} is set to ${found.url}, so '${name}' would not be the account it names; unset it, or say --endpointUrl=${found.url} if that is meant`,
  );
}

async function refuseDotenvFiles({ root, projectRoots = [] }: ReachOptions, name: string) {
  for (const folder of new Set(['.', ...projectRoots])) {
    for (const file of dotenvNames(name).map((each) => join(folder, each))) {
      const text = await readFile(join(root, file), 'utf8').catch(() => undefined);
      if (text !== undefined) refuseMovingVariables(text, file, name);
    }
  }
}
