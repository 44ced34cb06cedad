/**
 * Compares what the template says of a function, with the values that this deploy sends, with what its
 * artifact was built from: a parameter may decide an architecture, and another one may be given than when
 * it was built. Pure.
 */
import { lambdaTarget } from '../build/lambda-target';
import { functionSettings } from '../sam/functions';
import { objectAt, type JsonObject } from '../sam/json';
import { folderOf } from '../sam/local-paths';
import type { SamTemplate } from '../sam/sam-template';
import { UserError } from '../user-error';
import type { Environment } from './environment/environment';
import type { ParameterValues } from './environment/stack-parameters';
import type { CodeOf } from './packaging/upload-artifacts';

export interface Sent {
  /** template.yml; the places of sentences are its. */
  readonly template: SamTemplate;
  /** The template that would be sent, before its code is packaged. */
  readonly composed: JsonObject;
  readonly environment: Pick<Environment, 'name' | 'region' | 'stackName'>;
  readonly parameters: ParameterValues;
  /** What the stack has; an undefined value of `parameters` keeps it. */
  readonly deployedParameters: Readonly<Record<string, string>>;
  readonly code: CodeOf;
}

/** @throws UserError for the first function whose artifact is not what the template asks for */
export function refuseOtherBuilds(sent: Sent): void {
  const { template, composed, environment, code } = sent;
  const values = sentValues(sent);
  const settings = functionSettings(
    { ...template, data: composed },
    { ...environment, parameters: values },
  );
  for (const fn of settings) {
    const built = code.get(fn.logicalId);
    if (!built) continue;
    const isLocal = built.target === 'host';
    const place = {
      file: template.file,
      line: template.lineOf(['Resources', fn.logicalId, 'Properties']),
    };
    if (fn.type === 'unsettled') {
      if (isLocal && /^(?:Architectures|Runtime)$/.test(fn.property)) continue;
      throw new UserError(
        `${fn.logicalId} has ${fn.property} ${fn.because}, so nothing that is built can be known to fit; write a value that parameters, their defaults, conditions and mappings decide`,
        { file: template.file, line: fn.line },
      );
    }
    const wanted = lambdaTarget(fn.architecture, fn.runtime);
    const runtime = fn.runtime ?? 'no runtime';
    if (!isLocal && wanted !== built.target) {
      throw new UserError(
        `${fn.logicalId} is ${fn.architecture} on ${runtime} with the parameters of this deploy, and its artifact was built for ${built.target}; ${mend(environment.name)}`,
        place,
      );
    }
    const other = otherSource(fn, built.source, template.file);
    if (other) {
      throw new UserError(
        `${fn.logicalId} runs ${other} with the parameters of this deploy, and ${built.source?.root} (bin ${built.source?.bin}) was built; ${mend(environment.name)}`,
        place,
      );
    }
  }
}

function mend(environment: string): string {
  return `builds follow samconfig.toml: give the parameter there, in parameter_overrides of [${environment}.deploy.parameters]`;
}

function otherSource(
  { codeUri, binary }: { readonly codeUri: string; readonly binary: string | undefined },
  built: { readonly root: string; readonly bin: string } | undefined,
  file: string,
): string | undefined {
  if (!built) return undefined;
  if (binary !== undefined) return binary === built.bin ? undefined : `bin ${binary}`;
  const folder = folderOf(codeUri, file);
  return folder === built.root ? undefined : folder;
}

function sentValues({ composed, parameters, deployedParameters }: Sent): Record<string, string> {
  const names = Object.keys(objectAt(composed, 'Parameters'));
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = parameters[name] ?? (name in parameters ? deployedParameters[name] : undefined);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
