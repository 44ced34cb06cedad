/** Knows by which address in S3 a stack runs a piece of code already. Pure. */
import { objectAt, type JsonObject } from '../../sam/sam-template';

/** A function's zip, by what it may be called in S3: names that stand for its content. */
export interface NamedCode {
  readonly objectNames: readonly string[];
}

/**
 * Logical id -> S3 address, for each function whose deployed code is the code given. An object's name
 * is made from its content (our uploads: SHA-256; `sam package`: MD5), so the same name is the same code.
 */
export function unchangedCode(
  deployed: JsonObject | undefined,
  code: ReadonlyMap<string, NamedCode>,
): Record<string, string> {
  const resources = objectAt(deployed ?? {}, 'Resources');
  return Object.fromEntries(
    [...code].flatMap(([id, { objectNames }]) => {
      const codeUri = objectAt(resources, id, 'Properties')['CodeUri'];
      if (typeof codeUri !== 'string' || !codeUri.startsWith('s3://')) return [];
      const name = codeUri.slice(codeUri.lastIndexOf('/') + 1);
      return objectNames.includes(name) ? [[id, codeUri]] : [];
    }),
  );
}
