/**
 * Knows which names a function's crate may have, so that Cargo, CloudFormation and Nx all take them, and
 * what they are called there. Knows nothing of the names that are taken already.
 */
import { UserError } from '../user-error';

/** CloudFormation cuts `<stack>-<name>Function-<12 characters>` at 64; so most of a name survives. */
const longestName = 40;

/** https://doc.rust-lang.org/reference/keywords.html: strict and reserved ones of all editions. */
const keywords = words(
  'abstract as async await become box break const continue crate do dyn else enum extern false final fn',
  'for gen if impl in let loop macro match mod move mut override priv pub ref return self static struct',
  'super trait true try type typeof unsafe unsized use virtual where while yield',
);

/** Cargo's built-in crates; a crate of this name hides them. */
const builtInCrates = words('alloc core proc-macro proc_macro std test');

/** Cargo's folders beside the binaries; it refuses a binary of this name. */
const cargoFolders = words('build deps examples incremental');

const windowsDevices = words(
  'aux con nul prn com1 com2 com3 com4 com5 com6 com7 com8 com9',
  'lpt1 lpt2 lpt3 lpt4 lpt5 lpt6 lpt7 lpt8 lpt9',
);

/** The project at the workspace's root. */
const stackProject = 'stack';

/** @throws UserError with the first rule that the name breaks */
export function checkCrateName(name: string): void {
  const problem = problemOf(name);
  if (problem) throw new UserError(`the name ${JSON.stringify(name)} ${problem}; choose another`);
}

/** `sign-up` -> `SignUp`. */
export function pascalCase(name: string): string {
  return name
    .split(/[-_]/)
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('');
}

/** `sign-up` -> `SignUpFunction`; letters and digits alone, as CloudFormation wants them. */
export function logicalIdOf(name: string): string {
  return `${pascalCase(name)}Function`;
}

function problemOf(name: string): string | undefined {
  if (!/^[a-z]/.test(name)) return 'does not start with a letter from a to z';
  if (!/^[a-z0-9_-]*$/.test(name)) {
    return 'has other characters than a to z, 0 to 9, - and _';
  }
  if (name.length > longestName) return `is longer than ${longestName} characters`;
  if (keywords.has(name)) return 'is a keyword of Rust';
  if (builtInCrates.has(name)) return 'is that of a crate that Rust brings along';
  if (cargoFolders.has(name)) return "is that of a folder in Cargo's target directory";
  if (windowsDevices.has(name)) return 'is reserved by Windows';
  if (name === stackProject) return "is that of the workspace's own project";
  return undefined;
}

function words(...lines: string[]): ReadonlySet<string> {
  return new Set(lines.flatMap((line) => line.split(' ')));
}
