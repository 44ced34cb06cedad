/** A deploy without Nx and without a build: what a colleague's branch sends to a stack. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { accountId, awsClients } from '../src/aws/clients';
import type { LocalCredentials } from '../src/aws/target';
import type { DeployRequest } from '../src/deploy/deploy-request';
import { findEnvironment, parseEnvironments } from '../src/deploy/environment/environment';
import { mergeParameters } from '../src/deploy/environment/stack-parameters';
import { packageTemplate } from '../src/deploy/packaging/packaging';
import { performDeploy } from '../src/deploy/perform-deploy';
import { withStackLock } from '../src/deploy/stack-lock';
import { run } from '../src/process/run';
import { functionSettings } from '../src/sam/functions';
import { parseTemplate } from '../src/sam/sam-template';

export interface DeployTask {
  readonly endpoint: string;
  readonly credentials: LocalCredentials;
  readonly stackName: string;
  /** This colleague's template.yml. */
  readonly template: string;
  /** The functions in scope, and the file with what each is to run. */
  readonly functions: Readonly<Record<string, string>>;
  /** Where the locks of this machine lie; none as if every worker were a machine of its own. */
  readonly locks?: string | undefined;
  readonly extent?: DeployRequest['extent'];
  readonly allowRemoval?: boolean;
  readonly allowDataLoss?: boolean;
  /** `Key=Value …` of samconfig.toml, and of the command line. */
  readonly parameters?: { readonly file?: string; readonly commandLine?: string };
}

export interface DeployOutcome {
  /** `deployed`, `no-changes`, `failed: …`, or the sentence that stopped it. */
  readonly result: string;
  readonly lines: readonly string[];
}

/** @throws Error with the sentence that stopped it */
export async function deployTask(
  task: DeployTask,
  report: (line: string) => void,
): Promise<string> {
  const { request, account } = await requestOf(task, report);
  const { stackName, region } = request.environment;
  const stack = { stackName, region, account };
  const result =
    task.locks === undefined
      ? await performDeploy(request)
      : await withStackLock(stack, { wait: true, report, folder: task.locks }, () =>
          performDeploy(request),
        );
  return result.type === 'failed' ? `failed: ${result.reason}` : result.type;
}

/** The outcome of a deploy of this process, in whatever way it ends. */
export async function deployHere(task: DeployTask): Promise<DeployOutcome> {
  const lines: string[] = [];
  const result = await deployTask(task, (line) => lines.push(line)).catch(
    (error: Error) => error.message,
  );
  return { result, lines: lines.flatMap((line) => line.split('\n')) };
}

export async function requestOf(task: DeployTask, report: (line: string) => void) {
  const overrides = task.parameters?.file ?? '';
  const config = `[local.global.parameters]\nstack_name = "${task.stackName}"\nparameter_overrides = "${overrides}"\n`;
  const found = findEnvironment(parseEnvironments(config), 'local');
  const { endpoint, credentials } = task;
  const clients = awsClients({ kind: 'local', region: found.region, endpoint, credentials });
  const template = parseTemplate(task.template, 'template.yml');
  const { values, asked } = mergeParameters(
    {
      file: found.parameters,
      variables: {},
      commandLine: task.parameters?.commandLine,
    },
    template,
  );
  const environment = { ...found, parameters: values };
  const account = await accountId(clients);
  const sam = () => Promise.reject(new Error('nothing here is for sam'));
  const request: DeployRequest = {
    environment,
    clients,
    template,
    askedParameters: asked,
    code: new Map(Object.entries(task.functions).map(([id, file]) => [id, codeIn(file)])),
    projectFunctions: functionSettings(template, environment).map(({ logicalId }) => logicalId),
    extent: task.extent ?? 'functions',
    packageTemplate: (composed, changed) =>
      packageTemplate(
        { root: '/', environment, account, clients, run, sam, report },
        composed,
        changed,
      ),
    commandFor: (ids) => ids.join(' '),
    report,
    wait: true,
    recreate: false,
    allowDataLoss: task.allowDataLoss ?? false,
    allowRemoval: task.allowRemoval ?? false,
    signal: undefined,
  };
  return { request, account: task.endpoint };
}

function codeIn(file: string) {
  const content = readFileSync(file);
  const sha256 = createHash('sha256').update(content).digest('hex');
  return { sha256, size: content.length, file, target: 'host' };
}
