/** Has CloudFormation make the change set of a plan, with a look into nested stacks where it can. */
import { createHash } from 'node:crypto';
import {
  createChangeSet,
  maximumTemplateBytes,
  type ChangeSet,
  type ChangeSetRequest,
} from '../aws/change-sets';
import type { AwsClients } from '../aws/clients';
import type { Stack } from '../aws/stacks';
import { ensureObject, objectUrl, type Bucket } from '../aws/storage';
import { toJsonText } from '../sam/json';
import { nestedTypes } from '../sam/local-paths';
import { madeBy } from '../sam/for-each';
import { isObject, objectAt, type JsonObject } from '../sam/sam-template';
import { discardChangeSet, newChangeSetName } from './change-set-remains';
import type { Composition } from './composition/deploy-plan';
import type { DeployRequest } from './deploy-request';
import type { ParameterValues } from './environment/stack-parameters';
import type { Packaged } from './packaging/packaging';

export interface ChangeSetPlan {
  /** Undefined where the stack is to be created. */
  readonly stack: Stack | undefined;
  readonly deployed: JsonObject | undefined;
  readonly composition: Composition;
  readonly parameters: ParameterValues;
  readonly packaged: Packaged;
  readonly includePropertyValues: boolean | undefined;
}

export async function makeChangeSet(
  request: DeployRequest,
  plan: ChangeSetPlan,
): Promise<ChangeSet & { readonly name: string }> {
  const { clients, report, signal } = request;
  const { stack, deployed = {}, packaged } = plan;
  const wanted = await changeSetRequest(request, plan);
  const make = async (includeNestedStacks: boolean) => {
    const name = newChangeSetName();
    const made = await createChangeSet(clients, { ...wanted, name, includeNestedStacks }, signal);
    return { ...made, name };
  };
  if (![deployed, packaged.template].some(hasNestedStacks)) return make(false);
  const made = await make(true);
  if (made.type !== 'failed') return made;
  // A nested stack whose parameters only the execution knows, or one with a macro of its own, cannot be
  // worked out before. Whatever else is wrong is said of the plain change set as well.
  await discardChangeSet(request, stack, made.id);
  const plain = await make(false);
  if (plain.type === 'ready') {
    report(
      `CloudFormation cannot work out what is in the nested stacks (${made.reason}); whether data in them would be lost is not known`,
    );
  }
  return plain;
}

function hasNestedStacks(template: JsonObject): boolean {
  return Object.entries(objectAt(template, 'Resources'))
    .flatMap(([key, entry]) => madeBy(key, entry))
    .some(([, body]) => isObject(body) && nestedTypes.has(String(body['Type'])));
}

async function changeSetRequest(
  { clients, code, environment }: DeployRequest,
  { stack, composition, parameters, packaged, includePropertyValues }: ChangeSetPlan,
): Promise<Omit<ChangeSetRequest, 'name'>> {
  const body = toJsonText(packaged.template);
  const isLong = Buffer.byteLength(body) > maximumTemplateBytes;
  const functions = [...code.keys()].join(', ');
  return {
    stackName: environment.stackName,
    description: `${code.size} functions: ${functions}`.slice(0, 1024),
    kind: stack ? 'UPDATE' : 'CREATE',
    template: isLong
      ? { url: await uploadTemplate(clients, await packaged.bucket(), body) }
      : { body },
    parameters,
    capabilities: environment.capabilities,
    // Tags reach every resource of the stack, so a scoped deploy leaves them alone.
    tags: !stack || composition.extent !== 'functions' ? environment.tags : undefined,
    roleArn: environment.roleArn,
    notificationArns: environment.notificationArns,
    express: environment.express ? { disableRollback: environment.disableRollback } : undefined,
    includePropertyValues,
  };
}

async function uploadTemplate(clients: AwsClients, bucket: Bucket, body: string): Promise<string> {
  const bytes = Buffer.from(body);
  const digest = createHash('sha256').update(bytes).digest();
  const key = `template/${digest.toString('hex')}.json`;
  await ensureObject(clients, { bucket, key }, { bytes, sha256: digest.toString('base64') });
  return objectUrl(clients, bucket.name, key);
}
