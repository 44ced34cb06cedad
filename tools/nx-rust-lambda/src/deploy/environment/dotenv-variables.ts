/**
 * Knows which variables of a dotenv file would move a deploy: to another place, past another proxy, with other
 * programs. Nx loads such files, also committed ones, into what it runs. Pure.
 */
import { parse } from 'dotenv';
import { UserError } from '../../user-error';

/** Targets that reach an environment, and those that make what is deployed. */
const targets = [
  'build',
  'deploy',
  'deploy-all',
  'destroy',
  'diff',
  'invoke',
  'logs',
  'outputs',
  'resources',
  'validate',
];

/**
 * Names of the files that Nx looks for in a project's folder and in the workspace's, for whichever of the
 * targets (nx, tasks-runner/task-env-paths).
 */
export function dotenvNames(environment: string): string[] {
  const identifiers = [environment, ...targets, ...targets.map((name) => `${name}.${environment}`)];
  return [
    '.env',
    '.env.local',
    '.local.env',
    ...identifiers.flatMap((name) => [
      `.env.${name}`,
      `.env.${name}.local`,
      `.${name}.env`,
      `.${name}.local.env`,
    ]),
  ];
}

// AWS_LAMBDA_… is what a function finds at run time; tests set it.
const moving =
  /^(?:AWS_(?!LAMBDA_)|SAM_CLI_|DOTENV_|RUSTUP_|LD_|DYLD_|PYTHON|SSL_CERT_|(?:HTTPS?|ALL|NO)_PROXY$|(?:CURL|REQUESTS)_CA_BUNDLE$|NODE_(?:OPTIONS|PATH|EXTRA_CA_CERTS|TLS_REJECT_UNAUTHORIZED|USE_ENV_PROXY)$|RUSTC$|RUSTC_(?:WORKSPACE_)?WRAPPER$|CARGO$|CARGO_(?:HOME|HTTP_|NET_|REGISTR|SOURCE_|BUILD_RUSTC)|CARGO_TARGET_\w+_(?:LINKER|RUNNER)$|(?:HOME|USERPROFILE|PATH|TMPDIR)$)/i;

/** @throws UserError with file and line for the first variable that would move a deploy */
export function refuseMovingVariables(text: string, file: string, environment: string): void {
  const name = Object.keys(parse(text)).find((each) => moving.test(each));
  if (name === undefined) return;
  const declared = new RegExp(`^\\s*(?:export\\s+)?${name.replaceAll('.', '\\.')}\\s*[=:]`);
  const line = text.split(/\r\n?|\n/).findIndex((each) => declared.test(each)) + 1;
  throw new UserError(
    `sets ${name}, and Nx loads this file; a file of the workspace must not decide where or with what '${environment}' is deployed, so remove the line, and set ${name} in the shell if it is meant`,
    { file, ...(line > 0 ? { line } : {}) },
  );
}
