/** Finds a function where it is deployed, for what invokes it or shows its log. */
import type { ExecutorContext } from '@nx/devkit';
import type { AwsClients } from '../aws/clients';
import { physicalId } from '../aws/stacks';
import { UserError } from '../user-error';
import {
  deployCommand,
  readFunctionProjects,
  type FunctionProject,
} from './deploy/function-projects';
import { reachFromTask } from './reach-from-task';

/** @throws UserError if the task's project is none of a function */
export function functionProject({ projectGraph, projectName }: ExecutorContext): FunctionProject {
  const project = readFunctionProjects(projectGraph).find(({ name }) => name === projectName);
  if (!project) throw new UserError(`${projectName} is not a function`);
  return project;
}

export interface FunctionPlace {
  readonly clients: AwsClients;
  /** The function's name in AWS; undefined if it is not deployed. */
  readonly name: string | undefined;
  /** Says so, with the command that deploys it. */
  readonly missing: () => UserError;
}

export async function findFunction(
  logicalId: string,
  endpointUrl: string | undefined,
  context: ExecutorContext,
): Promise<FunctionPlace> {
  const { environment, clients } = await reachFromTask(context, endpointUrl);
  return {
    clients,
    name: await physicalId(clients, environment.stackName, logicalId),
    missing: () => {
      const projects = readFunctionProjects(context.projectGraph);
      return new UserError(
        `${logicalId} is not deployed to '${environment.name}' (stack ${environment.stackName}); deploy it with ${deployCommand(projects, environment.name, [logicalId])}`,
      );
    },
  };
}
