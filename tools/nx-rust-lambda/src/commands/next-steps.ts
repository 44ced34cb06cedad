/** Knows what `npm start` says at its end. Starts nothing. */
import { UserError } from '../user-error';

/**
 * `echo`, or the first other function by name if the user removed it.
 *
 * @throws UserError if there is no function at all
 */
export function chooseFunction(functions: readonly string[]): string {
  const chosen = functions.includes('echo') ? 'echo' : functions.toSorted()[0];
  if (chosen === undefined) {
    throw new UserError('there is no function here; make one with npx nx g rust-lambda auth');
  }
  return chosen;
}

export interface Finish {
  /** The function that was deployed. */
  readonly name: string;
  /** What it answered, if it could be read. */
  readonly answer: string | undefined;
  readonly seconds: number;
}

export function describeNextSteps({ name, answer, seconds }: Finish): string {
  return `
${name} runs on the local AWS and answered in ${seconds} s from the start:

  ${answer === undefined ? '(see above)' : answer.trim().replaceAll('\n', '\n  ')}

its logs come with every answer, and all of the local AWS's are in .local-aws/server.log:

  npx nx run ${name}:invoke

try next:

  npx nx g rust-lambda auth        # another function
  npx nx run auth:deploy           # deployed beside ${name}
  npx nx affected -t build         # builds only what changed

to deploy to a real account, edit [production] in samconfig.toml, sign in to AWS, then

  npx nx run ${name}:deploy -c production

npm stop ends the local AWS.`;
}
