import { lambdaTarget, olderGlibc, targetCpu, tripleOfTarget } from './lambda-target';

test.each([
  ['arm64', 'provided.al2023', 'aarch64-unknown-linux-gnu.2.34'],
  ['x86_64', 'provided.al2023', 'x86_64-unknown-linux-gnu.2.34'],
  ['arm64', 'provided.al2', 'aarch64-unknown-linux-gnu.2.26'],
  ['x86_64', 'provided', 'x86_64-unknown-linux-gnu.2.17'],
  ['arm64', 'provided.al2099', 'aarch64-unknown-linux-gnu.2.34'],
  ['arm64', undefined, 'aarch64-unknown-linux-gnu.2.34'],
] as const)('%s on %s is %s', (architecture, runtime, target) => {
  expect(lambdaTarget(architecture, runtime)).toBe(target);
});

test.each([
  ['aarch64-unknown-linux-gnu.2.34', 'aarch64-unknown-linux-gnu', 'neoverse-n1', undefined],
  ['x86_64-unknown-linux-gnu.2.26', 'x86_64-unknown-linux-gnu', 'haswell', '2.26'],
  ['x86_64-unknown-linux-gnu', 'x86_64-unknown-linux-gnu', 'haswell', undefined],
  ['host', 'host', undefined, undefined],
])('%s is for rustc %s on %s', (target, triple, cpu, glibc) => {
  expect(tripleOfTarget(target)).toBe(triple);
  expect(targetCpu(target)).toBe(cpu);
  expect(olderGlibc(target)).toBe(glibc);
});
