/**
 * Where the stack's validation leaves its warnings for the deploy that follows: a cached output, because Nx
 * hides what a successful task in front of another printed.
 */
export function warningsFile(environment: string): string {
  return `dist/stack.${environment}.warnings.txt`;
}
