/** Knows what Lambda asks of a `bootstrap`: its machine, its glibc and its size. Reads bytes, no files. */
import { elfMachine, neededVersions } from './elf';
import { tripleOfTarget } from './lambda-target';

/**
 * Bytes of a function's code and layers when extracted. The limit of 50 MB for the archive is one of uploads
 * to Lambda itself, and every archive here goes through S3.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const sizeLimit = 250 * 1024 * 1024;
/** Past this part of the limit the next dependency may be too much. */
const warnPart = 0.8;

/** A glibc feature that is versioned by name: https://sourceware.org/glibc/wiki/Release/2.36 */
const namedVersions: Readonly<Record<string, string>> = { GLIBC_ABI_DT_RELR: '2.36' };

/** Why the file must not ship, as the end of a sentence that begins with its path; undefined if it may. */
export function refuseArtifact(content: Buffer, target: string): string | undefined {
  // This machine's own format is this machine's business; it need not be ELF.
  if (target === 'host') return undefined;
  const wanted = tripleOfTarget(target).split('-')[0];
  const machine = elfMachine(content);
  if (machine !== wanted) {
    return `was built for ${machine ?? 'no machine that Lambda has'} where ${wanted} was asked for; a linker setting in .cargo/config.toml may be in the way`;
  }
  if (content.length > sizeLimit) {
    return `has ${megabytes(content.length)} where Lambda takes ${megabytes(sizeLimit)}; set strip = true in [profile.release], or embed less`;
  }
  return refuseGlibc(content, target.slice(tripleOfTarget(target).length + 1));
}

/**
 * What is to be said of a file that may ship, as ends of sentences that begin with its path.
 *
 * @param root absolute folder of the workspace
 */
export function warningsOf(content: Buffer, root: string): string[] {
  const warnings: string[] = [];
  const { length } = content;
  if (length > sizeLimit * warnPart) {
    warnings.push(
      `has ${megabytes(length)} of the ${megabytes(sizeLimit)} that Lambda takes together with its layers`,
    );
  }
  // rustc replaces it in what it writes down itself. One name alone may be part of a URL.
  if (/\/.+\//.test(root) && content.includes(`${root}/`)) {
    warnings.push(
      `holds the path ${root}, so it is another one in another folder; look where env!("CARGO_MANIFEST_DIR") or env!("OUT_DIR") is used at run time`,
    );
  }
  return warnings;
}

function refuseGlibc(content: Buffer, available: string): string | undefined {
  const needed = neededVersions(content);
  if (!needed) return 'is cut off; build it again';
  const newer = needed
    .filter((version) => version.startsWith('GLIBC_'))
    .map((version) => namedVersions[version] ?? version.slice('GLIBC_'.length))
    .filter((version) => /^\d/.test(version) && isNewer(version, available))
    .sort((a, b) => (isNewer(a, b) ? -1 : 1));
  if (newer.length === 0) return undefined;
  return `needs glibc ${newer[0]} where the function's runtime has ${available}; take a newer Runtime in template.yml, or do not link with a library of this machine`;
}

function isNewer(version: string, than: string): boolean {
  const [left, right] = [version, than].map((text) => text.split('.').map(Number));
  const at = left!.findIndex((part, index) => part !== (right![index] ?? 0));
  return at >= 0 && left![at]! > (right![at] ?? 0);
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1024 / 1024)} MB`;
}
