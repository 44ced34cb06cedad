/** Finds a function where it is deployed, for what invokes it or shows its log. */
import type { ExecutorContext } from '@nx/devkit';
import type { AwsClients } from '../aws/clients';
import { describeStack, physicalId } from '../aws/stacks';
import { absentFunctions } from '../deploy/absent-functions';
import { readTemplate } from '../deploy/read-template';
import { UserError } from '../user-error';
import {
  deployCommand,
  readFunctionProjects,
  type FunctionProject,
} from './deploy/function-projects';
import { templateOf } from './deploy/scope-of';
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
  /** Says so, with the command that deploys it, or why none does. */
  readonly missing: () => Promise<UserError>;
}

export async function findFunction(
  logicalId: string,
  endpointUrl: string | undefined,
  context: ExecutorContext,
): Promise<FunctionPlace> {
  const { environment, clients } = await reachFromTask(context, endpointUrl);
  const { name, stackName } = environment;
  return {
    clients,
    name: await physicalId(clients, stackName, logicalId),
    missing: async () => {
      const projects = readFunctionProjects(context.projectGraph);
      const said = `${logicalId} is not deployed to '${name}' (stack ${stackName})`;
      const stack = await describeStack(clients, stackName);
      const template = await readTemplate(context.root, templateOf(context));
      const parameters = { ...stack?.parameters, ...environment.parameters };
      const [absent] = absentFunctions(template, { ...environment, parameters }, [logicalId]);
      if (absent) {
        return new UserError(`${said}: its Condition ${absent.condition} is false there`, {
          file: template.file,
          line: template.lineOf(['Resources', logicalId]),
        });
      }
      return new UserError(`${said}; deploy it with ${deployCommand(projects, name, [logicalId])}`);
    },
  };
}
