/** Knows which changes of a stack would lose data. Knows nothing of scopes. */
import type { ResourceChange } from '../../aws/change-sets';
import { objectAt, type JsonObject } from '../../sam/sam-template';
import { madeBy, mayBeSame } from '../../sam/for-each';

export interface DataLoss {
  readonly logicalId: string;
  readonly type: string;
  readonly loss: 'removed' | 'replaced' | 'perhaps replaced';
}

/** Types of resources that hold what no template can bring back; all of a service ends with `::`. */
const holders: readonly string[] = [
  'AWS::DynamoDB::Table',
  'AWS::DynamoDB::GlobalTable',
  'AWS::Serverless::SimpleTable',
  'AWS::S3::Bucket',
  'AWS::S3Express::DirectoryBucket',
  'AWS::S3Tables::',
  'AWS::S3Vectors::',
  'AWS::S3Outposts::Bucket',
  'AWS::SQS::Queue',
  'AWS::Kinesis::Stream',
  'AWS::KinesisVideo::Stream',
  'AWS::MSK::Cluster',
  'AWS::MSK::ServerlessCluster',
  'AWS::AmazonMQ::Broker',
  'AWS::Events::Archive',
  'AWS::Cognito::UserPool',
  'AWS::Cognito::IdentityPool',
  'AWS::RDS::DBCluster',
  'AWS::RDS::DBInstance',
  'AWS::RDS::GlobalCluster',
  'AWS::DSQL::Cluster',
  'AWS::DocDB::DBCluster',
  'AWS::DocDB::DBInstance',
  'AWS::DocDBElastic::Cluster',
  'AWS::Neptune::DBCluster',
  'AWS::Neptune::DBInstance',
  'AWS::NeptuneGraph::Graph',
  'AWS::Redshift::Cluster',
  'AWS::RedshiftServerless::Namespace',
  'AWS::Timestream::Database',
  'AWS::Timestream::Table',
  'AWS::Timestream::InfluxDBInstance',
  'AWS::Cassandra::Keyspace',
  'AWS::Cassandra::Table',
  'AWS::QLDB::Ledger',
  'AWS::MemoryDB::Cluster',
  'AWS::ElastiCache::CacheCluster',
  'AWS::ElastiCache::ReplicationGroup',
  'AWS::ElastiCache::ServerlessCache',
  'AWS::OpenSearchService::Domain',
  'AWS::OpenSearchServerless::Collection',
  'AWS::Elasticsearch::Domain',
  'AWS::SDB::Domain',
  'AWS::EFS::FileSystem',
  'AWS::FSx::',
  'AWS::EC2::Volume',
  'AWS::KMS::Key',
  'AWS::KMS::ReplicaKey',
  'AWS::SecretsManager::Secret',
  'AWS::ECR::Repository',
  'AWS::ECR::PublicRepository',
  'AWS::CodeCommit::Repository',
  'AWS::Backup::BackupVault',
  'AWS::Backup::LogicallyAirGappedBackupVault',
  'AWS::HealthLake::FHIRDatastore',
  'AWS::CloudTrail::EventDataStore',
  // A nested stack that goes takes along whatever is in it.
  'AWS::CloudFormation::Stack',
  'AWS::Serverless::Application',
];

export function holdsData(type: string): boolean {
  return holders.some((each) => (each.endsWith('::') ? type.startsWith(each) : type === each));
}

/**
 * Changes that delete something with its data in it. A removal follows the deployed template's
 * DeletionPolicy, a replacement the UpdateReplacePolicy: `next`'s, too, where it is given.
 */
export function dataLosses(
  changes: readonly ResourceChange[],
  deployed: JsonObject,
  next: JsonObject = deployed,
): DataLoss[] {
  return changes.flatMap((change): DataLoss[] => {
    const { logicalId, type } = change;
    const loss = lossOf(change);
    if (!loss || !holdsData(type)) return [];
    const isKept =
      loss === 'removed'
        ? keeps([deployed], change, 'DeletionPolicy')
        : keeps([deployed, next], change, 'UpdateReplacePolicy');
    return isKept ? [] : [{ logicalId, type, loss }];
  });
}

function lossOf({ action, replacement }: ResourceChange): DataLoss['loss'] | undefined {
  if (action === 'Remove') return 'removed';
  if (action === 'Add' || action === 'Import') return undefined;
  if (replacement === 'True') return 'replaced';
  return replacement === 'Conditional' ? 'perhaps replaced' : undefined;
}

// DeletionPolicy attribute, AWS CloudFormation Template Reference: RetainExceptOnCreate deletes only
// what the same operation created.
const keepingPolicies = new Set(['Retain', 'RetainExceptOnCreate', 'Snapshot']);

/** Whether what is removed or replaced stays, because each of these templates says so. */
export function keeps(
  templates: readonly JsonObject[],
  change: ResourceChange,
  policy: 'DeletionPolicy' | 'UpdateReplacePolicy',
): boolean {
  // Templates of nested stacks are not at hand; CloudFormation says what it would do.
  if (change.nestedIn !== undefined) return /Retain|Snapshot/.test(change.policyAction ?? '');
  return templates.every((template) => keepsIn(template, change, policy));
}

function keepsIn(
  template: JsonObject,
  { logicalId, type }: ResourceChange,
  policy: 'DeletionPolicy' | 'UpdateReplacePolicy',
): boolean {
  const [, resource = null] =
    Object.entries(objectAt(template, 'Resources'))
      .flatMap(([key, entry]) => madeBy(key, entry))
      .find(([name]) => mayBeSame(name, logicalId)) ?? [];
  const found = objectAt({ resource }, 'resource');
  const given = found[policy];
  if (given !== undefined) return typeof given === 'string' && keepingPolicies.has(given);
  // Without a DeletionPolicy these two are Snapshot; without an UpdateReplacePolicy nothing is.
  const isSnapshot =
    type === 'AWS::RDS::DBCluster' ||
    (type === 'AWS::RDS::DBInstance' &&
      objectAt(found, 'Properties')['DBClusterIdentifier'] === undefined);
  return policy === 'DeletionPolicy' && isSnapshot;
}
