import { stackCommand } from './advice';

test.each([
  ['deploy-all', 'local', 'npx nx run stack:deploy-all'],
  ['deploy-all', 'production', 'npx nx run stack:deploy-all -c production'],
  ['diff', 'default', 'npx nx run stack:diff -c default'],
] as const)('%s of %s', (target, environment, command) => {
  expect(stackCommand(target, environment)).toBe(command);
});
