import { SharedStack } from './colleagues';
import { race } from './races';

let stack: SharedStack;
beforeAll(async () => (stack = await SharedStack.start()));
afterAll(() => stack.stop());

test('eight machines deploy eight functions at once: nothing is lost, nothing else changes', async () => {
  const { deploys, faults } = await race(stack, { rounds: 2, locked: false });
  expect({ deploys, faults }).toEqual({ deploys: 16, faults: [] });
});

test('on one machine they queue, and are told for whom', async () => {
  const { faults, lines } = await race(stack, { rounds: 1, locked: true });
  expect(faults).toEqual([]);
  const waited = lines.filter((line) => line.endsWith('waiting for it'));
  expect(waited.length).toBeGreaterThan(0);
  for (const line of waited) {
    expect(line).toMatch(
      /^stack 'colleagues' is being deployed to by process \d+ of this machine since 2/,
    );
  }
});
