/**
 * From the name of an environment to clients that reach it: reads samconfig.toml, and has the local
 * AWS running where that is meant.
 */
import { accountId, awsClients, type AwsClients } from '../../aws/clients';
import { startDetached, type Run } from '../../process/run';
import { ensureTool } from '../../toolchain/tools';
import type { SamTemplate } from '../../sam/sam-template';
import { UserError } from '../../user-error';
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
  /** For what sends parameters: those of the command line, and the template that has their names. */
  readonly parameters?: { readonly commandLine: unknown; readonly template: SamTemplate };
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
  const found = findEnvironment(await readEnvironments(root), name);
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

async function clientsOf(
  { name, kind, region, profile }: Environment,
  options: ReachOptions,
): Promise<AwsClients> {
  const { endpointUrl } = options;
  if (kind === 'account') {
    if (endpointUrl === undefined) refuseEndpointVariables(name);
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

function refuseEndpointVariables(name: string): void {
  const found = Object.entries(process.env).find(
    ([key, value]) => key.startsWith('AWS_ENDPOINT_URL') && value,
  );
  if (!found) return;
  throw new UserError(
    `${found[0]} is set to ${found[1]}, so '${name}' would not be the account it names; unset it, or say --endpointUrl=${found[1]} if that is meant`,
  );
}
