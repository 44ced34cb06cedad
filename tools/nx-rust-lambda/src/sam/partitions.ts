/** Knows AWS's partitions. */

// botocore, data/partitions.json: dnsSuffix; others are left to the deploy.
export const urlSuffixes: Readonly<Record<string, string>> = {
  aws: 'amazonaws.com',
  'aws-us-gov': 'amazonaws.com',
  'aws-cn': 'amazonaws.com.cn',
  'aws-eusc': 'amazonaws.eu',
};

/** The partition that a region belongs to (botocore, data/partitions.json: regionRegex). */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  if (region.startsWith('eusc-')) return 'aws-eusc';
  const [, isolated] = /^(?:us|eu)-iso([bef]?)-/.exec(region) ?? [];
  if (isolated === undefined) return 'aws';
  return isolated === '' ? 'aws-iso' : `aws-iso-${isolated}`;
}
