/**
 * Knows what AWS or SAM would refuse and neither `sam validate` nor cfn-lint sees: template + environment
 * -> findings. Knows nothing of what is deployed.
 */
import type { Finding } from '../../template/finding';
import { checkCapabilities } from './capability-checks';
import type { CheckInput } from './check-input';
import { checkFunctions } from './function-checks';
import { checkDuplicateNames } from './name-checks';
import { checkParameters } from './parameter-checks';
import { checkPolicies } from './policy-checks';
import { checkReferences } from './reference-checks';
import { checkLimits } from './template-limits';

/** In the order of the file; what several functions have of Globals is one finding. */
export function checkTemplate(input: CheckInput): Finding[] {
  const findings = [
    checkFunctions,
    checkPolicies,
    checkReferences,
    checkCapabilities,
    checkParameters,
    checkDuplicateNames,
    checkLimits,
  ].flatMap((check) => check(input));
  const byText = new Map(
    findings.map((found) => [`${found.place.file}:${found.place.line} ${found.message}`, found]),
  );
  return [...byText.values()].sort((a, b) => (a.place.line ?? 0) - (b.place.line ?? 0));
}
