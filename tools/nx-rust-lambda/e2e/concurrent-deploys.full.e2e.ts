import { SharedStack } from './colleagues';
import { race } from './races';

let stack: SharedStack;
beforeAll(async () => (stack = await SharedStack.start()));
afterAll(() => stack.stop());

test('twenty rounds of eight machines and eight functions: nothing is lost, nothing else changes', async () => {
  const { deploys, faults } = await race(stack, { rounds: 20, locked: false });
  expect({ deploys, faults }).toEqual({ deploys: 160, faults: [] });
});
