/** Invokes a function where it is deployed. */
import type { ExecutorContext } from '@nx/devkit';
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { invoke, type Invocation } from '../../aws/invocation';
import { functionCommand } from '../../deploy/advice';
import { localName } from '../../deploy/environment/environment';
import type { Json } from '../../sam/sam-template';
import { describeError, UserError } from '../../user-error';
import type { FunctionProject } from '../deploy/function-projects';
import { findFunction, functionProject, type FunctionPlace } from '../deployed-function';
import { readEvent } from './event-file';
import { chooseFunction, describeFailure, formatResponse, shownLog } from './invocation-text';
import { payloadText, typedPayload } from './payload';
import { fromLineStart, isCut } from './request-log';
import { requestLog } from './whole-log';

export interface InvokeOptions {
  /** As Nx parses it. */
  readonly payload?: Json;
  readonly event?: string;
  readonly out?: string;
  readonly function?: string;
  readonly endpointUrl?: string;
  /** `full` shows every frame; by default those of packages and of Rust itself are folded. */
  readonly backtrace?: 'full' | 'own';
  /** The words of the command line behind the target, as they were typed. */
  readonly unparsed?: readonly string[];
}

export default async function invokeExecutor(
  options: InvokeOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  try {
    return { success: await invokeFunction(options, context) };
  } catch (error) {
    console.error(describeError(error));
    return { success: false };
  }
}

async function invokeFunction(options: InvokeOptions, context: ExecutorContext): Promise<boolean> {
  const { root } = context;
  const project = functionProject(context);
  const logicalId = chooseFunction(project, options.function);
  const payload = await readPayload(root, project, options);
  const { clients, name, missing } = await findFunction(logicalId, options.endpointUrl, context);
  const since = Date.now();
  const answer = name === undefined ? undefined : await invoke(clients, name, payload);
  if (!answer || name === undefined) throw await missing();
  const response = formatResponse(answer.payload);
  if (options.out) await writeFile(resolve(root, options.out), response);
  if (answer.failed === undefined) {
    process.stdout.write(response);
    showEnd(answer.log, context);
    return true;
  }
  await showFailure({ clients, name, logicalId, answer, since }, options, context);
  process.stdout.write(response);
  return false;
}

function showEnd(log: string, context: ExecutorContext): void {
  if (log === '') return;
  if (isCut(log)) console.error(`the end of the log; ${logsCommand(context)} shows it whole:`);
  process.stderr.write(fromLineStart(log).replace(/\n*$/, '\n'));
}

interface FailedInvocation {
  readonly clients: FunctionPlace['clients'];
  readonly name: string;
  readonly logicalId: string;
  readonly answer: Invocation;
  readonly since: number;
}

/** What failed and where stands first, then the log of the whole request. */
async function showFailure(
  { clients, name, logicalId, answer, since }: FailedInvocation,
  { backtrace }: InvokeOptions,
  context: ExecutorContext,
): Promise<void> {
  const { log: tail, requestId: id, failed: kind = '', payload } = answer;
  const { lines, missing } = await requestLog(clients, name, { id, tail, since });
  const crates = Object.keys(context.projectGraph.nodes).map((crate) => crate.replaceAll('-', '_'));
  describeFailure({ logicalId, kind, payload, log: lines }).forEach((line) => console.error(line));
  if (missing !== undefined) console.error(`${missing}; ${logsCommand(context)} shows it whole`);
  process.stderr.write(shownLog(lines, crates, backtrace === 'full'));
}

function logsCommand({ projectName = '', configurationName }: ExecutorContext): string {
  return functionCommand('logs', [projectName], configurationName ?? localName);
}

async function readPayload(
  root: string,
  project: FunctionProject,
  { payload, event, unparsed = [] }: InvokeOptions,
): Promise<string> {
  const typed = typedPayload(unparsed);
  const given = typed ?? payload;
  if (given !== undefined && event !== undefined) {
    throw new UserError('--payload and --event are both given; give one of them');
  }
  if (given !== undefined) return payloadText(given, '--payload');
  return readEvent(event, { root, project: project.root, folder: process.cwd() });
}
