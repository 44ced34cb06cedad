/**
 * Knows what a deploy takes away, and which of it is an address that others may know. A change set's
 * list of changes is the truth; the templates alone tell of events. Knows nothing of scopes.
 */
import type { ResourceChange } from '../../aws/change-sets';
import { isObject, objectAt, type Json, type JsonObject } from '../../sam/sam-template';
import { expandGlobals } from '../../sam/globals';
import { implicitApis, implicitApiId, madeOf } from '../../sam/implicit-api';
import { keeps } from './data-loss';

export interface Removal {
  readonly logicalId: string;
  /** CloudFormation's type; of an event, SAM's. */
  readonly type: string;
  readonly loss: 'removed' | 'replaced' | 'perhaps replaced';
  /** Whether it is an address that others may know, and that comes back as another one, if at all. */
  readonly isAddress: boolean;
}

/** Types whose resources are reached from outside under a name that AWS, or a domain's owner, gave. */
const addresses = new Set([
  'AWS::Lambda::Url',
  'AWS::ApiGateway::RestApi',
  'AWS::ApiGateway::Stage',
  'AWS::ApiGateway::DomainName',
  'AWS::ApiGateway::DomainNameV2',
  'AWS::ApiGateway::BasePathMapping',
  'AWS::ApiGateway::BasePathMappingV2',
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Stage',
  'AWS::ApiGatewayV2::DomainName',
  'AWS::ApiGatewayV2::ApiMapping',
  'AWS::AppSync::Api',
  'AWS::AppSync::GraphQLApi',
  'AWS::AppSync::DomainName',
  'AWS::AppRunner::Service',
  'AWS::CloudFront::Distribution',
  'AWS::Cognito::UserPoolDomain',
  'AWS::EC2::EIP',
  'AWS::ElasticLoadBalancingV2::LoadBalancer',
  'AWS::GlobalAccelerator::Accelerator',
  'AWS::IoT::DomainConfiguration',
  'AWS::Route53::HostedZone',
  'AWS::Route53::RecordSet',
  'AWS::Transfer::Server',
  'AWS::VpcLattice::Service',
]);

/** SAM makes a new one with each change, and takes the old one away: nobody refers to them. */
const renewed = new Set(['AWS::ApiGateway::Deployment', 'AWS::Lambda::Version']);

export function isAddress(type: string): boolean {
  return addresses.has(type);
}

/** What a change set takes away, and of the templates routes, which are no resources of their own. */
export function removalsOf(
  changes: readonly ResourceChange[],
  deployed: JsonObject,
  next: JsonObject,
): Removal[] {
  const removed = removalsIn(changes, deployed, next);
  const ids = removed.map(({ logicalId }) => logicalId);
  const events = eventsTakenAway(expandGlobals(deployed), next);
  // A change set has the resource of most events, and the URL.
  return [...removed, ...events.filter(({ logicalId }) => !ids.includes(logicalId))];
}

/** What goes, and which addresses are made anew. What a policy keeps is not among them. */
export function removalsIn(
  changes: readonly ResourceChange[],
  deployed: JsonObject,
  next: JsonObject,
): Removal[] {
  return changes.flatMap((change): Removal[] => {
    const { logicalId, type, action } = change;
    if (action === 'Remove') {
      if (renewed.has(type) || keeps([deployed], change, 'DeletionPolicy')) return [];
      return [{ logicalId, type, loss: 'removed', isAddress: isAddress(type) }];
    }
    if (action !== 'Modify' || !isAddress(type)) return [];
    const loss = replacementIn(change, changes);
    if (!loss || keeps([deployed, next], change, 'UpdateReplacePolicy')) return [];
    return [{ logicalId, type, loss, isAddress: true }];
  });
}

/**
 * "Conditional" says little here: CloudFormation lists so who reads an attribute of what changes, and
 * each new route of an API. It counts only if what an address reads is replaced itself.
 */
function replacementIn(
  { replacement, causes = [] }: ResourceChange,
  changes: readonly ResourceChange[],
): Removal['loss'] | undefined {
  if (replacement === 'True') return 'replaced';
  if (replacement !== 'Conditional') return undefined;
  const isReplaced = (id: string) =>
    changes.some((each) => each.logicalId === id && each.replacement === 'True');
  return causes.some(isReplaced) ? 'perhaps replaced' : undefined;
}

/** What functions no longer have of events, routes and URLs, and which implicit API goes with them. */
export function eventsTakenAway(before: JsonObject, after: JsonObject): Removal[] {
  const [theirs, resources] = [before, after].map((side) => objectAt(side, 'Resources'));
  if (!theirs || !resources) return [];
  const gone = implicitApis.filter(
    (kind) => madeOf(theirs, kind).length > 0 && madeOf(resources, kind).length === 0,
  );
  return [
    ...Object.keys(theirs).flatMap((id) => lossesOf(id, theirs[id], resources[id])),
    ...gone.map((kind): Removal => {
      return { logicalId: implicitApiId(kind), type: kind, loss: 'removed', isAddress: true };
    }),
  ];
}

function lossesOf(id: string, before: Json | undefined, after: Json | undefined): Removal[] {
  if (!isObject(before) || !isObject(after)) return [];
  if (!String(before['Type']).startsWith('AWS::Serverless::')) return [];
  const [had, has] = [before, after].map((side) => objectAt(side, 'Properties'));
  if (!had || !has) return [];
  const kept = objectAt(has, 'Events');
  // An event that is there may have another route.
  const events = Object.entries(objectAt(had, 'Events')).filter(
    ([name, event]) => eventText(event) !== eventText(kept[name] ?? null),
  );
  return [
    ...events.map(([name, event]): Removal => {
      return {
        logicalId: `${id}${name}`,
        type: eventText(event),
        loss: 'removed',
        isAddress: false,
      };
    }),
    ...('FunctionUrlConfig' in had && !('FunctionUrlConfig' in has)
      ? [
          {
            logicalId: `${id}Url`,
            type: 'AWS::Lambda::Url',
            loss: 'removed',
            isAddress: true,
          } as const,
        ]
      : []),
  ];
}

/** `event HttpApi GET /orders`. */
function eventText(event: Json): string {
  const properties = objectAt({ event }, 'event', 'Properties');
  const parts = [
    objectAt({ event }, 'event')['Type'],
    typeof properties['Method'] === 'string' ? properties['Method'].toUpperCase() : undefined,
    properties['Path'],
  ];
  return `event ${parts.filter((part) => typeof part === 'string').join(' ')}`;
}
