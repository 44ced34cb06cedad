/** Knows which archive in S3 a stack runs already. Pure. */
import { objectAt, type JsonObject } from '../../sam/sam-template';
import { archiveAt } from './code-archive';

/** A function's archive in S3. */
export interface StoredCode {
  readonly url: string;
  /** SHA-256 of the archive in base64, as Lambda gives it of a function's code. */
  readonly sha256: string;
}

/** Logical id -> its archive, for each function that is deployed with the program given. */
export function unchangedCode(
  deployed: JsonObject | undefined,
  code: ReadonlyMap<string, { readonly sha256: string }>,
): Record<string, StoredCode> {
  const resources = objectAt(deployed ?? {}, 'Resources');
  return Object.fromEntries(
    [...code].flatMap(([id, program]) => {
      const url = objectAt(resources, id, 'Properties')['CodeUri'];
      const sha256 = typeof url === 'string' ? archiveAt(url, program.sha256) : undefined;
      return typeof url === 'string' && sha256 !== undefined ? [[id, { url, sha256 }]] : [];
    }),
  );
}
