import { functionCommand, missingStack, stackCommand } from './advice';

test.each([
  [stackCommand('deploy-all', 'local'), 'npx nx run stack:deploy-all'],
  [stackCommand('destroy', 'production'), 'npx nx run stack:destroy -c production'],
  [functionCommand('deploy', ['echo'], 'local'), 'npx nx run echo:deploy'],
  [functionCommand('invoke', ['echo'], 'staging'), 'npx nx run echo:invoke -c staging'],
  [functionCommand('deploy', ['a', 'b'], 'x'), 'npx nx run-many -t deploy -p a,b -c x'],
  [functionCommand('deploy', [], 'production'), 'npx nx run-many -t deploy -c production'],
])('%s', (command, expected) => {
  expect(command).toBe(expected);
});

test.each([
  ['local', /of 'local' does not exist; .* npx nx run stack:deploy-all$/],
  ['production', /stack:deploy-all -c production$/],
])('a missing stack of %s is a sentence with the command that makes it', (name, sentence) => {
  expect(missingStack({ name, stackName: 's' }).message).toMatch(sentence);
});
