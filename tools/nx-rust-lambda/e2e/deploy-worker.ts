/**
 * A process that deploys one function again and again when its parent says so: what a colleague's
 * machine is to a stack. Started with fork; every message is one deploy, answered by its outcome.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { awsClients } from '../src/aws/clients';
import type { LocalCredentials } from '../src/aws/target';
import type { DeployRequest } from '../src/deploy/deploy-request';
import { findEnvironment, parseEnvironments } from '../src/deploy/environment/environment';
import { packageTemplate } from '../src/deploy/packaging/packaging';
import { performDeploy } from '../src/deploy/perform-deploy';
import { withStackLock } from '../src/deploy/stack-lock';
import { run } from '../src/process/run';
import { functionSettings } from '../src/sam/functions';
import { parseTemplate } from '../src/sam/sam-template';

export interface WorkerTask {
  readonly endpoint: string;
  readonly credentials: LocalCredentials;
  readonly stackName: string;
  /** This colleague's template.yml. */
  readonly template: string;
  readonly function: string;
  /** File with what the function is to run. */
  readonly bootstrap: string;
  /** Where the locks of this machine lie; none as if every worker were a machine of its own. */
  readonly locks: string | undefined;
}

export interface WorkerOutcome {
  /** `deployed`, `no-changes`, `failed: …`, or the sentence that stopped it. */
  readonly result: string;
  readonly lines: readonly string[];
}

async function deploy(task: WorkerTask): Promise<WorkerOutcome> {
  const lines: string[] = [];
  const report = (line: string) => void lines.push(line);
  const config = `[local.global.parameters]\nstack_name = "${task.stackName}"\n`;
  const environment = findEnvironment(parseEnvironments(config), 'local');
  const clients = awsClients({
    kind: 'local',
    region: environment.region,
    endpoint: task.endpoint,
    credentials: task.credentials,
  });
  const content = readFileSync(task.bootstrap);
  const sha256 = createHash('sha256').update(content).digest('hex');
  const code = {
    sha256,
    size: content.length,
    file: task.bootstrap,
    objectNames: [`${sha256}.zip`],
    target: 'host',
  };
  const template = parseTemplate(task.template, 'template.yml');
  const sam = () => Promise.reject(new Error('nothing here is for sam'));
  const request: DeployRequest = {
    environment,
    clients,
    template,
    code: new Map([[task.function, code]]),
    projectFunctions: functionSettings(template, environment).map(({ logicalId }) => logicalId),
    extent: 'functions',
    packageTemplate: (composed, changed) =>
      packageTemplate({ root: '/', environment, clients, run, sam, report }, composed, changed),
    commandFor: (ids) => ids.join(' '),
    report,
    wait: true,
    recreate: false,
    allowDataLoss: false,
    signal: undefined,
  };
  const { stackName, region } = environment;
  const stack = { stackName, region, account: task.endpoint };
  const locked = { wait: true, report, folder: task.locks };
  const result =
    task.locks === undefined
      ? await performDeploy(request)
      : await withStackLock(stack, locked, () => performDeploy(request));
  return { result: result.type === 'failed' ? `failed: ${result.reason}` : result.type, lines };
}

process.on('message', (task: WorkerTask) => {
  deploy(task).then(
    (outcome) => process.send?.(outcome),
    (error: Error) => process.send?.({ result: error.message, lines: [] }),
  );
});

// Everything is loaded: from here on a deploy takes its own time only.
process.send?.('ready');
