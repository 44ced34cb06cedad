/** Knows which capabilities a template needs, and compares them with the environment's. */
import type { Finding } from '../../template/finding';
import { propertyLine } from '../../sam/property-place';
import { isObject, objectAt, type Json, type JsonObject } from '../../sam/sam-template';
import { expandGlobals } from '../../sam/globals';
import { nestedTypes } from '../../sam/local-paths';
import { deploySection, finding, type CheckInput } from './check-input';

// The types that CloudFormation asks to acknowledge (API reference, CreateChangeSet: Capabilities),
// and what names each.
const iamNames: Readonly<Record<string, string | undefined>> = {
  'AWS::IAM::AccessKey': undefined,
  'AWS::IAM::Group': 'GroupName',
  'AWS::IAM::InstanceProfile': 'InstanceProfileName',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
  'AWS::IAM::Policy': undefined,
  'AWS::IAM::Role': 'RoleName',
  'AWS::IAM::User': 'UserName',
  'AWS::IAM::UserToGroupAddition': undefined,
};

type Capability = 'CAPABILITY_IAM' | 'CAPABILITY_NAMED_IAM' | 'CAPABILITY_AUTO_EXPAND';

interface Need {
  readonly capability: Capability;
  readonly line: number;
  readonly because: string;
}

/** One finding for each missing capability, at the first line that needs it. */
export function checkCapabilities(input: CheckInput): Finding[] {
  const { template, environment } = input;
  const given = new Set(environment.capabilities);
  // Whoever allows names allows roles.
  if (given.has('CAPABILITY_NAMED_IAM')) given.add('CAPABILITY_IAM');
  const missing = needsOf(input).filter(({ capability }) => !given.has(capability));
  const hasNamed = missing.some(({ capability }) => capability === 'CAPABILITY_NAMED_IAM');
  return missing
    .filter(({ capability }) => !(hasNamed && capability === 'CAPABILITY_IAM'))
    .filter(
      (need, index, all) =>
        all.findIndex(({ capability }) => capability === need.capability) === index,
    )
    .map(({ capability, line, because }) =>
      finding(
        'error',
        template,
        line,
        `${because}, which environment '${environment.name}' does not allow; add ${capability} to capabilities in ${deploySection(environment)}`,
      ),
    );
}

function needsOf({ template }: CheckInput): Need[] {
  const resources = objectAt(expandGlobals(template.data), 'Resources');
  return Object.entries(resources).flatMap(([logicalId, resource]): Need[] => {
    if (!isObject(resource)) return [];
    const type = String(resource['Type']);
    const properties = objectAt(resource, 'Properties');
    const line = template.lineOf(['Resources', logicalId]);
    if (nestedTypes.has(type)) {
      const because = `${logicalId} is a nested stack beside a transform`;
      return 'Transform' in template.data
        ? [{ capability: 'CAPABILITY_AUTO_EXPAND', line, because }]
        : [];
    }
    const name = iamNames[type];
    if (name !== undefined && name in properties) {
      const because = `${logicalId} is an IAM resource with a name of its own`;
      const at = propertyLine(template, logicalId, [name]);
      return [{ capability: 'CAPABILITY_NAMED_IAM', line: at, because }];
    }
    const because =
      type in iamNames
        ? `${logicalId} is an IAM resource`
        : makesRole(type, properties)
          ? `SAM makes an IAM role for ${logicalId}`
          : undefined;
    return because === undefined ? [] : [{ capability: 'CAPABILITY_IAM', line, because }];
  });
}

// aws-sam-translator 1.115, model/sam_resources.py: what is made without a role of one's own.
function makesRole(type: string, properties: JsonObject): boolean {
  if (type === 'AWS::Serverless::Connector') return true;
  if (type !== 'AWS::Serverless::Function' && type !== 'AWS::Serverless::StateMachine')
    return false;
  return (
    !('Role' in properties) || Object.values(objectAt(properties, 'Events')).some(isOwnSchedule)
  );
}

/** A schedule of EventBridge Scheduler gets a role, too. */
function isOwnSchedule(event: Json): boolean {
  return (
    isObject(event) &&
    event['Type'] === 'ScheduleV2' &&
    !('RoleArn' in objectAt(event, 'Properties'))
  );
}
